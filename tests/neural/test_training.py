"""What the network is trained on, and that what is trained is what answers. The rest needs PyTorch."""

from __future__ import annotations

from math import exp
from pathlib import Path

import numpy as np
import pytest

from notefix.neural.examples import CHANNELS, Alphabet, Examples, character_counts, read_stream
from notefix.neural.format import read_weights
from notefix.neural.network import Network, Place

LINES = [
    "\u6587\u672c\u4e0e\u6570\u636e\u7684\u5904\u7406\u65b9\u6cd5",
    "\u6211\u4eec\u5728\u8fd9\u91cc\u8bfb\u4e00\u672c\u4e66",
    "\u570b\u5bb6\u7684\u6a94\u6848",
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus" / "zh-CN"
    folder.mkdir(parents=True)
    text = "".join(f"{line}{number}\n" for number in range(200) for line in LINES)
    (folder / "a.txt").write_text(text, "utf-8")
    return folder.parent


def alphabet() -> Alphabet:
    return Alphabet.of(character_counts(LINES * 5), 5, {"\u570b": "\u56fd"})


def test_a_traditional_character_is_taken_for_the_simplified_one() -> None:
    known = Alphabet.of(character_counts(["\u56fd\u570b"]), 1, {"\u570b": "\u56fd", "\u5967": "\u5965"})
    assert set(known.characters) == {"\n", "\0", "\u56fd", "\u570b"}
    bases, styles = known.bases()
    simplified, traditional = known.characters.index("\u56fd"), known.characters.index("\u570b")
    assert bases[traditional] == bases[simplified] == simplified
    assert (styles[traditional], styles[simplified]) == (1, 2)


def test_what_is_asked_for_is_among_its_candidates(corpus: Path) -> None:
    known = alphabet()
    examples = Examples(known)
    stream = read_stream([corpus / "zh-CN" / "a.txt"], known, 1)
    rows = stream[: len(stream) // 32 * 32].reshape(-1, 32)
    tokens, places, truth, choices = examples.batch(rows, np.random.Generator(np.random.PCG64(1)))
    assert tokens.shape == rows.shape
    assert len(places) > rows.size / 4
    assert (tokens >= len(known.characters)).any()  # some are damaged
    assert (examples.candidates[choices] == truth[:, None]).any(axis=1).all()
    assert (truth == examples.own[rows.ravel()[places]]).all()


def test_every_channel_is_one() -> None:
    assert sum(share for _, share in CHANNELS) == pytest.approx(1.0)
    assert len(Examples(alphabet()).choice) == len(CHANNELS)


def test_what_is_trained_answers_as_it_did(corpus: Path, tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from notefix.neural import training
    from notefix.neural.format import pack
    from notefix.neural.plans import PLANS

    torch.manual_seed(1)
    plan = PLANS["network"]
    text, known, counts = training.read_text(corpus, plan, words=False)
    network = training._Network(known, counts, plan)
    training.train(text, Examples(known), network, 3, 1e-3)
    path = tmp_path / "network.bin"
    path.write_bytes(pack(training._weights(network, known)))
    line = "\n" + LINES[0] + "\n"
    tokens = torch.tensor([[known.characters.index(character) for character in line]])
    candidates = ("\u4e0e", "\u672c")
    with torch.no_grad():
        vector = network.answers(tokens, precise=True)[3]
        numbers = torch.tensor([known.characters.index(character) for character in candidates])
        scores = network.vectors(numbers) @ vector + network.parts["biases"](numbers)[:, 0]
    expected = torch.softmax(scores, 0).tolist()
    places = [Place(c, b"\xe4\xb8", candidates if c == "\u4e0e" else ()) for c in LINES[0]]
    (costs,) = Network.open(path).costs_nats([places])
    assert [exp(-cost) for cost in costs[2].values()] == pytest.approx(expected, abs=0.02)


def test_training_goes_on_with_a_network_that_knows_other_characters(corpus: Path) -> None:
    torch = pytest.importorskip("torch")
    from notefix.neural import training
    from notefix.neural.plans import PLANS

    plan = PLANS["network"]
    text, known, counts = training.read_text(corpus, plan, words=False)
    first = training._Network(known, counts, plan)
    training.train(text, Examples(known), first, 3, 1e-3)
    more = Alphabet.of(counts + character_counts(["\u0439" * 1000]), 5, {})
    assert more.characters.index("\u672c") != known.characters.index("\u672c")
    second = training._Network(more, counts, plan)
    training.begin_with(second, more, training._weights(first, known))
    line = "\n" + LINES[0] + "\n"
    with torch.no_grad():
        one, other = (
            network.answers(torch.tensor([list(map(letters.characters.index, line))]), precise=True)
            for network, letters in ((first, known), (second, more))
        )
    assert torch.allclose(one, other, atol=0.05)
    assert one.abs().max() > 0.1


def test_a_share_of_the_way_is_kept(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    from notefix.neural import training

    begun, gone, between = (tmp_path / name for name in ("begun", "gone", "between"))
    command = ["training", str(corpus), "--steps", "3", "-o"]
    for arguments in (
        [*command, str(begun)],
        [*command, str(gone), "--begin-with", str(begun)],
        [*command, str(between), "--begin-with", str(begun), "--share", "0.25"],
    ):
        monkeypatch.setattr("sys.argv", arguments)
        training.main()
    first, last, kept = (read_weights(path).output_biases for path in (begun, gone, between))
    assert last.tolist() != first.tolist()
    assert kept.tolist() == pytest.approx((0.75 * first + 0.25 * last).tolist(), abs=1e-6)

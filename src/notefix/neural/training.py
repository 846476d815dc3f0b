"""Train the network from plain text.

    python -m notefix.neural.training CORPUS -o FILE [--plan PLAN] [--steps N] [--words] [--checkpoint FILE]
        [--resume FILE] [--begin-with NETWORK] [--share SHARE]

CORPUS has one folder a language, as for `notefix.language_model.training`; PLANS says which are read, and how often
each: "network" and then "east-asian", which begins with it, for ideographs, kana and Hangul, "alphabets" and then
"alphabets-again" for the rest. Lines that are held out are never read. Needs the extra `training-neural` (PyTorch; its
CPU build is enough) and takes an hour and a half on one core. The same input, seed and machine give the same file.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from notefix.language_model.corpus import training_lines
from notefix.language_model.word_lists import simplified_forms
from notefix.neural.examples import Alphabet, Examples, character_counts, read_stream, word_streams
from notefix.neural.format import Weights, pack, read_weights
from notefix.neural.plans import PLANS, Plan

Array = Any
Tensor = Any


# A character that is rarer in all the text has no vector.
MINIMUM_COUNT = 5

ROWS, LENGTH = 48, 96
WARMING_STEPS = 400
# Over this share of the steps, the last ones, the rate falls to nothing.
FALLING_SHARE = 1.0
# The last steps are done in full precision, which is what the quantised network comes close to.
PRECISE_STEPS = 250
# A row with fewer characters that a common channel damages teaches too little.
LEAST_DAMAGED = 6
# Embeddings are small, so that products with them begin small; what the units are given is this much larger.
INPUT_FACTOR = 3.0

# Up to so many candidates are all weighed; of more, so many are drawn, the true one among them.
NARROW = 16
WIDE = 32

SEED = 7


@dataclass(slots=True)
class _Text:
    """What is trained on: streams of characters, and how often each is read."""

    streams: dict[str, Array]
    shares: dict[str, float]

    def rows(self, examples: Examples, random: Any) -> Array:
        """Return all rows of one pass, in random order, cut at other places each time."""
        found = []
        for name, stream in self.streams.items():
            begin = int(random.integers(0, LENGTH))
            rows = stream[begin : begin + (len(stream) - begin) // LENGTH * LENGTH].reshape(-1, LENGTH)
            share = self.shares[name]
            while share > 0:
                found.append(rows[random.permutation(len(rows))[: int(len(rows) * min(share, 1.0))]])
                share -= 1.0
        together = np.concatenate(found)
        together = together[(examples.choice[0][together] >= 0).sum(1) >= LEAST_DAMAGED]
        if not len(together):
            raise SystemExit("There is too little text.")
        return together[random.permutation(len(together))]


def _parts(tokens: int, characters: int, width: int, hidden: int) -> Any:
    return torch.nn.ModuleDict(
        {
            "embedding": torch.nn.Embedding(tokens, width),
            "style_embedding": torch.nn.Embedding(3, width),
            "units": torch.nn.GRU(width, hidden, bidirectional=True),
            "output": torch.nn.Linear(2 * hidden, width),
            "biases": torch.nn.Embedding(characters, 1),
        }
    )


class _Network:
    """The network as PyTorch has it; see network.py for the same in numpy."""

    def __init__(self, alphabet: Alphabet, counts: Mapping[str, int], plan: Plan) -> None:
        self.width, self.hidden = plan.width, plan.hidden
        bases, styles = alphabet.bases()
        first, damages = len(alphabet.characters), len(alphabet.damages)
        self.frequencies = torch.tensor([counts.get(c, 0) + 0.5 for c in alphabet.characters]).log()
        self.rows = torch.tensor(bases + list(range(first, first + damages)))
        self.styles = torch.tensor(styles + [0] * damages)
        self.parts = _parts(first + damages, first, plan.width, plan.hidden)
        torch.nn.init.normal_(self.parts["embedding"].weight, std=0.1)
        torch.nn.init.zeros_(self.parts["style_embedding"].weight)
        self.parts["biases"].weight.data = (self.frequencies - self.frequencies.mean())[:, None]

    def vectors(self, tokens: Tensor) -> Tensor:
        """Return the vectors of tokens, of any shape."""
        return self.parts["embedding"](self.rows[tokens]) + self.parts["style_embedding"](self.styles[tokens])

    def answers(self, tokens: Tensor, *, precise: bool) -> Tensor:
        """Return a vector for each place of some rows, all in one list."""
        given = self.vectors(tokens).transpose(0, 1) * INPUT_FACTOR
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=not precise):
            states, _ = self.parts["units"](given)
            # What was read before each place, and what was read after it: not what is seen there.
            nothing = torch.zeros_like(states[:1, :, : self.hidden])
            before = torch.cat([nothing, states[:-1, :, : self.hidden]])
            after = torch.cat([states[1:, :, self.hidden :], nothing])
            answers = self.parts["output"](torch.cat([before, after], dim=2))
        return answers.float().transpose(0, 1).reshape(-1, self.width)

    def loss(self, batch: tuple[Array, ...], examples: Examples, random: Any, *, precise: bool) -> Tensor:
        """Return the mean surprise at the characters that a batch asks for, in nats."""
        tokens, places, truth, choices = batch
        answers = self.answers(torch.from_numpy(tokens.astype(np.int64)), precise=precise)[torch.from_numpy(places)]
        total: Any = 0.0
        for chosen, candidates, right in _by_width(truth, choices, examples, random):
            numbers = torch.from_numpy(np.maximum(candidates, 0).astype(np.int64))
            scores = torch.einsum("nd,ncd->nc", answers[torch.from_numpy(chosen)], self.vectors(numbers))
            scores = scores + self.parts["biases"](numbers)[..., 0]
            scores = scores.masked_fill(torch.from_numpy(candidates < 0), -1e9)
            total = total + torch.nn.functional.cross_entropy(scores, torch.from_numpy(right), reduction="sum")
        return total / max(1, len(places))


def _by_width(truth: Array, choices: Array, examples: Examples, random: Any) -> Iterator[tuple[Array, Array, Array]]:
    """Yield some characters, their candidates (-1 is none), and which of those is true: those of few, of many."""
    widths = examples.widths[choices]
    few = np.flatnonzero(widths <= NARROW)
    if len(few):
        candidates = examples.candidates[choices[few], : widths[few].max()]
        yield few, candidates, (candidates == truth[few][:, None]).argmax(1)
    many = np.flatnonzero(widths > NARROW)
    if len(many):
        drawn = (random.random((len(many), WIDE)) * widths[many][:, None]).astype(np.int64)
        candidates = examples.candidates[choices[many][:, None], drawn]
        candidates[candidates == truth[many][:, None]] = -1
        candidates[:, 0] = truth[many]
        yield many, candidates, np.zeros(len(many), np.int64)


def _quantised(matrix: Array) -> tuple[Array, Array]:
    """Return a matrix as signed bytes with the scale of each row."""
    scales = np.abs(matrix).max(axis=1) / 127.0
    scales[scales == 0.0] = 1.0
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales


def _weights(network: _Network, alphabet: Alphabet) -> Weights:
    """Return the arrays of the network's file; rows of the embedding that no token has are left out."""
    trained = {name: values.detach().double().numpy() for name, values in network.parts.state_dict().items()}
    rows = network.rows.tolist()
    used = sorted(set(rows))
    place = {row: i for i, row in enumerate(used)}
    first = len(alphabet.characters)
    matrices = {
        "embedding": trained["embedding.weight"][used],
        "style_embedding": trained["style_embedding.weight"],
        "output": trained["output.weight"],
    }
    biases = {"output_biases": trained["output.bias"]}
    for name, suffix in (("forward", "l0"), ("backward", "l0_reverse")):
        matrices[f"input_{name}"] = trained[f"units.weight_ih_{suffix}"] * INPUT_FACTOR
        matrices[f"state_{name}"] = trained[f"units.weight_hh_{suffix}"]
        biases[f"input_{name}_biases"] = trained[f"units.bias_ih_{suffix}"]
        biases[f"state_{name}_biases"] = trained[f"units.bias_hh_{suffix}"]
    arrays = {}
    for name, matrix in matrices.items():
        arrays[name], arrays[f"{name}_scales"] = _quantised(matrix)
    return Weights(
        code_points=np.array([ord(c) for c in alphabet.characters]),
        rows=np.array([place[row] for row in rows[:first]]),
        styles=network.styles[:first].numpy(),
        biases=trained["biases.weight"][:, 0],
        frequencies=network.frequencies.numpy(),
        damages=np.array([list(name.ljust(4, b"\0")) for name in alphabet.damages]),
        damage_rows=np.array([place[row] for row in rows[first:]]),
        **arrays,
        **biases,
    )


def read_text(corpus: Path, plan: Plan, *, words: bool) -> tuple[_Text, Alphabet, Counter[str]]:
    """Return what is trained on, its alphabet, and how often each character occurs."""
    files = {name: sorted(corpus.glob(f"{name}.txt*" if "/" in name else f"{name}/*.txt*")) for name in plan.languages}
    counts: Counter[str] = Counter()
    for own in files.values():
        counts.update(character_counts(training_lines(own)))
    alphabet = Alphabet.of(counts, MINIMUM_COUNT, simplified_forms())
    text = _Text({}, {})
    for name, own in files.items():
        if own:
            text.streams[name] = read_stream(own, alphabet, SEED)
            text.shares[name] = plan.languages[name]
    if words:
        for language, stream in word_streams(tuple(plan.words), alphabet, SEED).items():
            text.streams[f"words-{language}"] = stream
            text.shares[f"words-{language}"] = plan.words[language]
    return text, alphabet, counts


def begin_with(network: _Network, alphabet: Alphabet, weights: Weights) -> None:
    """Give a network the weights of one that was trained before, wherever both know a character or what arrives."""
    parts = network.parts.state_dict()
    rows, biases = parts["embedding.weight"], parts["biases.weight"]
    places = {chr(point): i for i, point in enumerate(weights.code_points.tolist())}
    named = {bytes(name).rstrip(b"\0"): i for i, name in enumerate(weights.damages)}
    embedding = _plain(weights, "embedding")
    for i, character in enumerate(alphabet.characters):
        if (place := places.get(character)) is not None:
            rows[network.rows[i]] = embedding[weights.rows[place]]
            biases[i] = float(weights.biases[place])
    for i, name in enumerate(alphabet.damages, len(alphabet.characters)):
        if (place := named.get(name)) is not None:
            rows[network.rows[i]] = embedding[weights.damage_rows[place]]
    parts["style_embedding.weight"] = _plain(weights, "style_embedding")
    parts["output.weight"] = _plain(weights, "output")
    parts["output.bias"] = torch.tensor(weights.output_biases)
    for direction, suffix in (("forward", "l0"), ("backward", "l0_reverse")):
        parts[f"units.weight_ih_{suffix}"] = _plain(weights, f"input_{direction}") / INPUT_FACTOR
        parts[f"units.weight_hh_{suffix}"] = _plain(weights, f"state_{direction}")
        parts[f"units.bias_ih_{suffix}"] = torch.tensor(getattr(weights, f"input_{direction}_biases"))
        parts[f"units.bias_hh_{suffix}"] = torch.tensor(getattr(weights, f"state_{direction}_biases"))
    network.parts.load_state_dict(parts)


def _plain(weights: Weights, name: str) -> Tensor:
    matrix, scales = getattr(weights, name), getattr(weights, f"{name}_scales")
    return torch.from_numpy(matrix.astype(np.float32) * scales[:, None])


def train(
    text: _Text,
    examples: Examples,
    network: _Network,
    steps: int,
    rate: float,
    checkpoint: Path | None = None,
    done: int = 0,
) -> None:
    """Take steps until there are so many, `done` of which were taken before."""
    random = np.random.Generator(np.random.PCG64(SEED + done))
    optimizer = torch.optim.Adam(network.parts.parameters(), lr=rate, betas=(0.9, 0.98), eps=1e-9)
    falling = max(1, round(steps * FALLING_SHARE))
    rows, begin, losses = text.rows(examples, random), 0, []
    for step in range(done, steps):
        if begin + ROWS > len(rows):
            rows, begin = text.rows(examples, random), 0
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, (step - done + 1) / WARMING_STEPS, (steps - step) / falling)
        batch = examples.batch(rows[begin : begin + ROWS], random)
        loss = network.loss(batch, examples, random, precise=step >= steps - PRECISE_STEPS)
        begin += ROWS
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parts.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
        if len(losses) == 200:
            print(f"step {step + 1}: {np.mean(losses):.4f} nats", file=sys.stderr, flush=True)  # noqa: T201 - a program
            losses.clear()
            if checkpoint is not None:
                torch.save({"network": network.parts.state_dict(), "steps": step + 1}, checkpoint)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--plan", choices=tuple(PLANS), default="network")
    parser.add_argument("--steps", type=int, help="of 4,608 characters each (default: the plan's)")
    parser.add_argument("--words", action="store_true", help="read the word lists, too (the extra word-lists)")
    parser.add_argument("--checkpoint", type=Path, help="keep the network there while it is trained")
    parser.add_argument("--resume", type=Path, help="begin with what was kept there")
    parser.add_argument("--begin-with", type=Path, help="a network's file to begin with, whose size is the plan's")
    parser.add_argument("--share", type=float, default=1.0, help="of the way from what it begins with that is kept")
    options = parser.parse_args()
    if options.share != 1.0 and options.begin_with is None:
        parser.error("--share needs --begin-with.")
    torch.manual_seed(SEED)
    plan = PLANS[options.plan]
    text, alphabet, counts = read_text(options.corpus, plan, words=options.words)
    network, done = _Network(alphabet, counts, plan), 0
    if options.begin_with is not None:
        begin_with(network, alphabet, read_weights(options.begin_with))
    begun = {name: values.clone() for name, values in network.parts.state_dict().items()}
    if options.resume is not None:
        kept = torch.load(options.resume, weights_only=True)
        network.parts.load_state_dict(kept["network"])
        done = kept["steps"]
    steps = options.steps or plan.steps
    train(text, Examples(alphabet), network, steps, plan.rate, options.checkpoint, done)
    for name, values in network.parts.state_dict().items():
        values.lerp_(begun[name], 1.0 - options.share)
    options.output.write_bytes(pack(_weights(network, alphabet)))


if __name__ == "__main__":
    main()

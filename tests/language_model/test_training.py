"""Training, for real, on a handful of our own sentences."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from notefix.language_model.corpus import clean_line, corpus_files, emoji_lines, is_held_out, training_lines
from notefix.language_model.model import LanguageModel
from notefix.language_model.training import main, train
from tests.properties.strategies import SENTENCES


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "xx").mkdir(parents=True)
    with lzma.open(folder / "xx" / "sentences.txt.xz", "wt", encoding="utf-8") as stream:
        stream.write("\n".join(f"{sentence} {i}" for i in range(30) for sentence in SENTENCES))
    (folder / "xx" / "more.txt").write_text("\u5b66\u4e60\u673a\u5668\u5b66\u4e60\n" * 20, "utf-8")
    return folder


def test_a_model_is_built_and_knows_what_it_saw(corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "model.bin"
    main([str(corpus), "-o", str(output), "--threshold", "1"])
    model = LanguageModel.open(output)
    assert model.cost_nats("\n\u5b66", "\u4e60") < 0.5
    assert model.cost_nats("pr\u00f3", "x") < model.cost_nats("pr\u00f3", "\u4e60")
    assert model.cost_nats(" d\u00ed", "a") < 2


def test_the_same_input_gives_the_same_bytes(corpus: Path) -> None:
    files = corpus_files([corpus])
    assert train(files, 2.0) == train(list(files), 2.0)


def test_pruning_makes_it_smaller(corpus: Path) -> None:
    files = corpus_files([corpus])
    assert len(train(files, 20.0)) < len(train(files, 1.0))


def test_damaged_and_held_out_lines_teach_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    lines = [f"line number {i}" for i in range(500)]
    path.write_text("\n".join([*lines, "caf\u00c3\u00a9 au lait", "x\ufffdy"]), "utf-8")
    taught = set(training_lines([path]))
    assert taught == {line for line in lines if not is_held_out(line)}
    assert 0 < len(lines) - len(taught) < 50


@pytest.mark.parametrize(
    ("raw", "clean"),
    [("  two  words\t", "two words"), ("a", None), ("<td>cell</td>", "cell"), ("to https://example.org/ go", "to go")],
)
def test_cleaning(raw: str, clean: str | None) -> None:
    assert clean_line(raw) == clean


def test_emoji_have_their_selectors_and_joiners() -> None:
    lines = set(emoji_lines())
    assert "\u2764\ufe0f" in lines
    assert "\U0001f680" in lines
    assert "\U0001f469\u200d\U0001f4bb" in lines

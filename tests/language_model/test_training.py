"""Training, for real, on a handful of our own sentences."""

from __future__ import annotations

import lzma
from collections import Counter
from pathlib import Path

import pytest

from notefix.language_model.corpus import clean_line, corpus_files, is_held_out, training_lines
from notefix.language_model.model import LanguageModel
from notefix.language_model.signs import emoji_lines, sign_lines
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


def test_signs_are_counted_as_often_as_people_write_them() -> None:
    lines = Counter(sign_lines())
    assert lines["\u2192"] > lines["\u2190"] > lines["\u21d0"] > 0
    assert lines["\u2705"] > lines["\U0001f4c2"] > 0
    # What is beside them teaches nothing.
    assert not any(character.isascii() and character.isalpha() for line in lines for character in line)


@pytest.mark.parametrize(
    ("language", "opening", "closing"),
    [("de", "\u201e", "\u201c"), ("fi", "\u201d", "\u201d"), ("it", "\u201c", "\u201d")],
)
def test_some_lines_are_counted_with_a_quotation(tmp_path: Path, language: str, opening: str, closing: str) -> None:
    lines = {f"{name} sits on the bench number {number}." for number in range(400) for name in ("Ann", "Ben")}
    path = tmp_path / language / "a.txt"
    path.parent.mkdir()
    path.write_text("\n".join(sorted(lines)), encoding="utf-8")
    quoted = set(training_lines([path])) - lines
    assert 10 < len(quoted) < 80
    for line in quoted:
        assert sorted(character for character in line if not character.isascii()) == sorted(opening + closing)
        assert line.replace(opening, "").replace(closing, "") in lines
        assert line.index(opening) < line.rindex(closing)

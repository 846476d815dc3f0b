"""The table of words: what is in it, what is not, and files that are none."""

from __future__ import annotations

from math import exp, log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notefix.errors import ModelError
from notefix.language_model import word_training
from notefix.language_model.word_table import HEADER, LEAST_FREQUENCY, WordTable, built_in_words, serialise, words_in

WORDS = {"caf\u00e9": 1e-4, "m\u00e8re": 3e-5, "\u0434\u043e\u043c": 2e-3, "\u00e9toile": LEAST_FREQUENCY}


def opened(path: Path, data: bytes) -> WordTable:
    path.write_bytes(data)
    return WordTable.open(path)


def test_frequencies_are_within_a_step(tmp_path: Path) -> None:
    table = opened(tmp_path / "words.bin", serialise(WORDS))
    for word, share in WORDS.items():
        found = table.log_frequency(word)
        assert found is not None
        assert abs(found - log(share)) < 0.4
    assert table.log_frequency("caf\u00ea") is None


def test_words_in_ascii_and_rare_ones_are_left_out(tmp_path: Path) -> None:
    table = opened(
        tmp_path / "words.bin", serialise({"house": 1e-3, "\u00eele": LEAST_FREQUENCY / 2, "\u00e9" * 31: 1e-3})
    )
    assert [table.log_frequency(word) for word in ("house", "\u00eele", "\u00e9" * 31)] == [None] * 3


def test_of_many_words_none_is_missing_and_hardly_another_is_found(tmp_path: Path) -> None:
    words = {f"\u00e9{number}": 1e-5 for number in range(5000)}
    table = opened(tmp_path / "words.bin", serialise(words))
    assert None not in map(table.log_frequency, words)
    assert sum(table.log_frequency(f"\u00e8{number}") is not None for number in range(5000)) < 50


def test_the_same_words_make_the_same_bytes() -> None:
    assert serialise(WORDS) == serialise(dict(reversed(WORDS.items())))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:10],
        lambda data: data[:-1],
        lambda data: b"x" + data[1:],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: HEADER.pack(data[:16].rstrip(b"\0"), 2, *HEADER.unpack_from(data)[2:]) + data[HEADER.size :],
        lambda data: HEADER.pack(data[:16].rstrip(b"\0"), 1, 0, 0) + data[HEADER.size :],
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, spoil: object) -> None:
    assert callable(spoil)
    with pytest.raises(ModelError, match="table of words"):
        opened(tmp_path / "words.bin", spoil(serialise(WORDS)))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        WordTable.open(tmp_path / "words.bin")


def test_words_are_letters_and_their_marks() -> None:
    text = "d\u00e9j\u00e0 vu, \u0939\u093f\u0928\u094d\u0926\u0940 e\u0301t\u0065\u0301 x2"
    assert [text[begin:end] for begin, end in words_in(text)] == [
        "d\u00e9j\u00e0",
        "vu",
        "\u0939\u093f\u0928\u094d\u0926\u0940",
        "e\u0301te\u0301",
        "x",
    ]


@given(st.text())
def test_words_do_not_overlap(text: str) -> None:
    places = [place for span in words_in(text) for place in span]
    assert places == sorted(places)


def test_the_built_in_table_knows_words_of_many_languages() -> None:
    for word in (
        "\u0441\u0435\u0433\u043e\u0434\u043d\u044f",
        "gi\u1edd",
        "\u0430\u0432\u0433\u0443\u0441\u0442",
        "na\u010din",
        "sa\u00df",  # case folding makes two s of the last letter
        "\u03c4\u03bf\u03c5\u03c2",  # and another sigma
        "\u0459\u0443\u0431\u0430\u0432",
    ):
        frequency = built_in_words().log_frequency(word)
        assert frequency is not None
        assert 1e-7 < exp(frequency) < 0.1
    assert built_in_words().log_frequency("na\u011din") is None


def test_words_that_lists_fold() -> None:
    counted = {"sa\u00df": 1e-5, "sass": 1e-5, "gro\u00df": 2e-5}
    assert word_training.with_sharp_s(counted, {"sass": 3e-5}) == {"sa\u00df": 3e-5, "gro\u00df": 2e-5}


def test_training_counts_what_no_list_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = {"fr": {"caf\u00e9": 1e-4}}
    monkeypatch.setattr(word_training, "listed_words", lambda _: listed)
    for language, line in (("fr", "un th\u00e9 noir"), ("kab", "azul \u0263ef tmurt"), ("ja", "\u79c1\u306f\u672c")):
        folder = tmp_path / language
        folder.mkdir()
        lines = [f"{line} {'abcdefghij'[number % 10]} {number}" for number in range(60)]
        (folder / "lines.txt").write_text("\n".join(lines), encoding="utf-8")
    word_training.main([str(tmp_path), "-o", str(tmp_path / "words.bin")])
    assert "bytes" in capsys.readouterr().out
    table = WordTable.open(tmp_path / "words.bin")
    assert table.log_frequency("caf\u00e9") is not None
    assert table.log_frequency("\u0263ef") is not None
    assert table.log_frequency("th\u00e9") is None

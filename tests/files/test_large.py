"""Files in blocks: nothing is lost in cutting, and what comes out is what comes out of the whole."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notefix import Settings, damage, repair
from notefix.files import blocks
from notefix.files.blocks import blocks_of
from notefix.files.large import Part, parts_of, survey_of
from tests.properties.strategies import SENTENCES

LOSSY = "cp1252 -undefined -shy"
LONG_SENTENCES = [SENTENCES[i] for i in (1, 3, 5, 8, 10, 14, 16)]
ENDINGS = ("\n", "\r\n", "\r")


def parts(data: bytes, size: int, settings: Settings | None = None) -> list[Part]:
    settings = settings or Settings()
    survey = survey_of(io.BytesIO(data), settings, size)
    assert survey is not None
    return list(parts_of(io.BytesIO(data), "a.txt", survey, settings, size_bytes=size))


@given(st.binary(max_size=200), st.integers(1, 50))
def test_blocks_are_all_of_it(data: bytes, size: int) -> None:
    assert b"".join(blocks_of(io.BytesIO(data), size)) == data


@given(st.lists(st.sampled_from(["", "a", "caf\u00e9", "two words"]), max_size=20), st.sampled_from(ENDINGS))
def test_a_line_that_fits_is_not_cut(lines: list[str], ending: str) -> None:
    data = "".join(line + ending for line in lines).encode()
    for block in blocks_of(io.BytesIO(data), 16):
        assert block.endswith(ending.encode())


@pytest.mark.parametrize(
    "line",
    [
        "plain words " * 20,
        "x" * 200,
        "\u4f60\u597d" * 100,
        "word\u00c3\u00a9" * 40,
        "\u4f60" + "\u00e4\u00bd\u00a0 " * 40,  # nothing but a space is ASCII
    ],
)
def test_a_line_without_end_is_cut_where_no_damage_is(line: str) -> None:
    pieces = [block.decode() for block in blocks_of(io.BytesIO(line.encode()), 50)]
    assert len(pieces) > 2
    assert "".join(pieces) == line
    assert not any(piece.endswith(("\u00c3", "\u00e4", "\u00bd")) for piece in pieces)


def test_a_block_is_no_larger_than_it_may_be() -> None:
    """Also where a long line is cut near the beginning of each piece, so that most of what was read is left over."""
    data = (("ab" + "\u00e9" * 20) * 50 + "\n").encode()
    assert max(map(len, blocks_of(io.BytesIO(data), 50))) <= 51


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("channel", ["cp1252", LOSSY, "latin-1"])
def test_parts_are_what_the_whole_is(channel: str, ending: str) -> None:
    """Lines, findings and all, wherever the blocks end, for text whose lines say enough by themselves."""
    spanish, french = SENTENCES[1], SENTENCES[0]
    lines = [line if i % 3 else damage(line, channel) for i in range(20) for line in (spanish, french, "plain")]
    text = ending.join(lines)
    whole = repair(text)
    assert whole.changed
    for size in (150, 700, 3000):
        done = parts(text.encode(), size)
        assert len(done) > 1
        assert b"".join(part.before for part in done) == text.encode()
        assert b"".join(part.after for part in done).decode() == whole.text
        repairs = [part.outcome.repair for part in done if part.outcome is not None]
        assert [(line.number, line.original, line.text) for r in repairs for line in r.lines] == [
            (line.number, line.original, line.text) for line in whole.lines
        ]
        assert [(f.line, f.column, f.rule) for r in repairs for f in r.findings] == [
            (f.line, f.column, f.rule) for f in whole.findings
        ]


@st.composite
def mixed_accidents(draw: st.DrawFn) -> str:
    """Draw a text of which each line was damaged by itself or not at all, and lost nothing: so it speaks for itself."""
    text = ""
    codecs = draw(st.lists(st.sampled_from(["cp1252", "latin-1", "macroman", "cp437"]), min_size=1, max_size=2))
    for _ in range(draw(st.integers(6, 30))):
        line = draw(st.sampled_from(LONG_SENTENCES))
        line += draw(st.sampled_from(["", "", "", "\x00", "\x85", "\u2028", "\ufeff", " & &amp;"]))
        damaged = draw(st.booleans())
        text += damage(line, draw(st.sampled_from(codecs))) if damaged else line
        text += draw(st.sampled_from(ENDINGS))
    return text


@settings(max_examples=60)
@given(mixed_accidents(), st.integers(300, 2500), st.booleans())
def test_mixed_accidents_come_out_as_of_the_whole(text: str, size: int, has_mark: bool) -> None:
    mark = b"\xef\xbb\xbf" * has_mark
    data = mark + text.encode()
    whole = repair(text)
    done = parts(data, size) if survey_of(io.BytesIO(data)) else []
    if not done:  # a NUL at the beginning
        return
    assert b"".join(part.before for part in done) == data
    assert b"".join(part.after for part in done) == mark + whole.text.encode()
    repairs = [part.outcome.repair for part in done if part.outcome is not None]
    assert [(f.line, f.column, f.rule, f.candidates) for r in repairs for f in r.findings] == [
        (f.line, f.column, f.rule, f.candidates) for f in whole.findings
    ]


def test_a_block_is_weighed_with_what_the_others_say() -> None:
    """The lone lead of a short line says nothing by itself: the sample knows the accident."""
    lone = damage("R\u00edos", LOSSY)
    text = "\n".join([damage(SENTENCES[1], LOSSY)] * 5 + ["plain words"] * 30 + [lone])
    assert repair(lone).text == lone
    assert repair(text).text.endswith("\nR\u00edos")
    assert b"".join(part.after for part in parts(text.encode(), 120)).decode() == repair(text).text


def test_columns_of_a_cut_line_are_those_of_the_line() -> None:
    line = ("plain words and no more " * 5 + "caf\u00c3\u00a9 ferm\u00c3\u00a9 ") * 3
    done = [part for part in parts(("\ufefffirst\n" + line).encode(), 100) if part.outcome and part.outcome.changed]
    found = [finding for part in done if part.outcome for finding in part.outcome.findings]
    assert len(found) == 3
    for finding in found:
        assert (finding.line, line[finding.column - 1]) == (2, "\u00c3")


@pytest.mark.parametrize(
    "data", [b"\xff\xfea\x00", b"caf\xe9\n", b"a\x00b", b"# notefix: off\n", b"\xef\xbb\xbfa\x00b"], ids=repr
)
def test_what_needs_all_of_a_file_is_not_done_in_parts(data: bytes) -> None:
    assert survey_of(io.BytesIO(data)) is None


def test_clean_blocks_are_not_kept() -> None:
    data = ("plain\n" * 100 + damage(SENTENCES[0], "cp1252") + "\n" + "plain\n" * 100).encode()
    done = parts(data, 100)
    assert sum(part.outcome is not None for part in done) <= 2


def test_a_block_is_smaller_than_a_large_file() -> None:
    assert blocks.BLOCK_BYTES < blocks.LARGE_BYTES

"""What happened to a text, told by `explanation_text`; the repairs are the library's own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notefix import Channel, LineStatus, Settings, damage, repair
from notefix.findings import LineRepair, Repair, RestoredCharacter
from notefix.reports.display import display_width
from notefix.reports.explain import explanation_text
from tests.properties.strategies import OTHER_CHANNELS, SENTENCES, garbage

SPANISH = "el mi\u00c3\u00a9rcoles es un d\u00c3a largo"


def explained(text: str, chosen: Settings | None = None) -> list[str]:
    chosen = chosen or Settings()
    return explanation_text(text, repair(text, chosen), chosen).split("\n")


def test_a_line_that_lost_a_byte() -> None:
    assert explained(SPANISH) == [
        "Line 1, restored. It says:",
        f"    {SPANISH}",
        "",
        "What happened:",
        "    UTF-8 was read as Windows-1252, soft hyphens stripped.",
        "    To state it: --encoding-damage 'cp1252 -shy'",
        "",
        "Each damaged character, and its bytes:",
        "    column  it says  bytes    it was",
        "    6       \u00c3\u00a9       C3 A9    \u00e9",
        "    21      \u00c3        C3 [AD]  \u00ed",
        "    [ ]: a byte that was lost",
        "",
        "Readings of what lost bytes, by column, the least sure first, weighed by the",
        "language model:",
        "    21: \u00ed 1.00, nothing else fits",
        "",
        "Result:",
        "    el mi\u00e9rcoles es un d\u00eda largo",
        "",
        "Proof:",
        "    Damaged again that way, the result is the line that was found, character for",
        "    character. Every guess is at least 0.99 sure.",
        "",
    ]


def test_text_that_is_not_damaged() -> None:
    assert explained("\u4f60\u597d") == ["Not damaged: no other reading of it makes more sense.", ""]
    assert explained("") == ["There is no text.", ""]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (
            "one \u951f\u65a4\u62f7\u951f\u65a4\u62f7",
            "U+951F U+65A4 U+62F7 (found 2 times): U+FFFD U+FFFD saved as UTF-8 (EF BF BD",
        ),
        ("Se\ufffdor", "U+FFFD (found 1 time): the replacement character: a program put it for bytes"),
        ("\u00ef\u00bf\u00bd", "U+00EF U+00BF U+00BD (found 1 time): U+FFFD saved as UTF-8 (EF BF BD) and"),
        ("\u043f\u0457\u0405", "U+043F U+0457 U+0405 (found 1 time): U+FFFD saved as UTF-8 (EF BF BD) and"),
        ("\u70eb" * 8, "U+70EB U+70EB U+70EB U+70EB (found 2 times): memory that was never written"),
    ],
)
def test_what_is_known_of_text_that_is_gone(text: str, known: str) -> None:
    rows = explained(text)
    assert rows[0] == "Line 1, unrecoverable. It says:"
    assert rows[3:5] == ["What is known:", f"    {known}"]
    assert " ".join(" ".join(rows).split()).endswith(
        "gone for good; only an older copy of the text can help. Nothing was changed."
    )


def test_the_origins_of_what_is_left_are_true() -> None:
    saved = "\ufffd".encode()
    assert (saved * 2).decode("gbk") == "\u951f\u65a4\u62f7"
    assert saved.decode("cp1252") == saved.decode("latin-1") == "\u00ef\u00bf\u00bd"
    assert saved.decode("cp1251") == "\u043f\u0457\u0405"
    assert b"\xcc\xcc\xcd\xcd".decode("gbk") == "\u70eb\u5c6f"


def test_a_line_that_was_refused_is_told_by_its_characters() -> None:
    line = LineRepair(1, "a\u00c3\u00e9b", "a\u00c3\u00e9b", LineStatus.UNRECOVERABLE, None)
    rows = explanation_text("a", Repair("a", changed=False, lines=(line,))).split("\n")
    assert rows[4] == "    Outside ASCII it has U+00C3 U+00E9."
    assert rows[5].startswith("    It looks damaged, but every reading was refused")


def test_guesses_are_told_with_what_else_could_be_meant() -> None:
    channel = Channel.parse("cp1254 -undefined -shy")
    original = "\u4ed6\u4e0e\u6211"
    arrived = damage(original, channel)
    guess = RestoredCharacter(
        1, 2, "\u4e0e", 0.704, (("\u4e2d", 0.26), ("\u4e0d", 0.03), ("\u4e01", 0.001)), network=True
    )
    line = LineRepair(1, arrived, original, LineStatus.UNCERTAIN, channel, (guess,))
    done = Repair(original, changed=True, lines=(line,), channel=channel)
    text = explanation_text(arrived, done)
    assert "    2: \u4e0e 0.70, before \u4e2d 0.26, \u4e0d 0.03; 16 fit *\n" in text
    assert "(*), by the neural network:" in text
    assert "1 of 1 restored character less sure than 0.99" in " ".join(text.split())
    assert "kept as it was" in " ".join(explanation_text(arrived, done, Settings(uncertain="keep")).split())
    wrong = replace(line, text="\u4ed6\u6211\u6211")
    assert "do not rely on it" in " ".join(explanation_text(arrived, replace(done, lines=(wrong,))).split())


def test_spaces_that_were_lost_at_a_line_end_do_not_hide_the_table() -> None:
    channel = "cp1252 nbsp=space spaces=single -trailing"
    rows = explained(damage("Voil\u00e0, d\u00e9j\u00e0 vu \u00e0 Paris \u00e0", channel), Settings(channel=channel))
    assert "    5       \u00c3 U+0020  C3 [A0]  \u00e0" in rows
    assert "    10      \u00c3\u00a9        C3 A9    \u00e9" in rows


def test_two_layers_and_spared_characters_are_set_beside_their_originals() -> None:
    rows = explained(damage("caf\u00e9 d\u00e9j\u00e0", "cp1252 then cp1252"))
    assert "    UTF-8 was read as Windows-1252, then Windows-1252." in rows
    assert "    9       \u00c3 \u0192 \u00c2 U+00A0  C3 A0  \u00e0" in rows
    channel = Channel.parse("cp1252 spare=5")
    original = "\u00e9t\u00e9 \u00e0 d\u00eda"
    line = LineRepair(1, damage(original, channel), original, LineStatus.REPAIRED, channel)
    rows = explanation_text("", Repair("", changed=True, lines=(line,))).split("\n")
    table = rows.index("Each damaged character, and its bytes:")
    assert [row.split()[0] for row in rows[table + 2 : table + 5]] == ["1", "3", "8"]
    assert rows[table + 5] == ""


def test_long_texts_are_told_in_part() -> None:
    channel = Channel.parse("cp1254 -undefined -shy")
    line = damage("\u5927\u96ea\u4e0b\u4e86\u4e00\u591c\u3002" * 200, channel)
    text = explanation_text("", repair("\n".join([line] * 7), Settings(experts="ngram")))
    assert text.endswith("\nAnd 2 more damaged lines.\n")
    assert "and 1380 more" in text
    assert text.count("\n") < 5 * 70


def test_a_line_of_a_megabyte_is_told_as_a_whole() -> None:
    channel = Channel.parse("latin-1")
    original = "\u96ea" * 400_000
    line = LineRepair(1, damage(original, channel), original, LineStatus.REPAIRED, channel)
    rows = explanation_text("", Repair("", changed=True, lines=(line,))).split("\n")
    table = rows.index("Each damaged character, and its bytes:")
    assert rows[table + 2].split()[0] == "1"
    assert " E9 9B AA E9 9B " in rows[table + 2]
    assert max(map(display_width, rows)) <= 80


@settings(max_examples=15)
@given(
    st.sampled_from(SENTENCES), st.sampled_from(OTHER_CHANNELS) | st.just(Channel.parse("cp1252 -undefined")), garbage()
)
def test_every_account_fits_and_is_printable(sentence: str, channel: Channel, noise: str) -> None:
    text = f"{damage(sentence, channel)}\n{noise}"
    done = repair(text, Settings(experts="ngram"))
    for width in (60, 80):
        told = explanation_text(text, done, width=width)
        assert told.endswith("\n")
        assert not told.endswith("\n\n")
        for row in told.split("\n"):
            assert row == row.rstrip(" ")
            assert display_width(row) <= width or " " not in row.strip()

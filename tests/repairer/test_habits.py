"""How a file writes: its letters, vowel signs and quotation marks."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from notefix import Channel, damage, repair
from notefix.language_model.scorer import Scorer
from notefix.repairer.habits import Habits, habits_of, is_against, with_habits
from notefix.repairer.proposal import Proposal
from notefix.repairer.search import Step

CHANNEL = Channel.parse("cp1252 -undefined")
GUESS = Step(
    0, 1, "\u011d", True, 0.6, (("\u010d", 0.3), ("\u0101", 0.1))
)  # g with circumflex, c with caron, a with macron


class Alike(Scorer):
    """Every character costs one nat."""

    def costs_nats(self, context: str, characters: tuple[str, ...]) -> list[float]:
        del context
        return [1.0] * len(characters)


def of(letters: str) -> Proposal:
    return Proposal(f"\u011d {letters}", CHANNEL, ((1, GUESS),))


@pytest.mark.parametrize(
    ("letters", "foreign"),
    [
        ("\u0161\u017e" * 20, "\u011d\u0101"),  # Slovenian
        ("\u0125\u0135\u015d\u016d\u0109" * 20, "\u010d\u0101"),  # Esperanto
        ("\u0113\u012b\u016b\u0146\u013c\u0161\u017e" * 20, "\u011d"),  # Latvian has the other two
        ("\u0161\u017e" * 5, ""),  # too few to say
        ("\u0434\u043e" * 20, ""),
        ("\u0263\u1e25" * 20, ""),
    ],
)
def test_letters_of_no_language_that_the_others_are_of(letters: str, foreign: str) -> None:
    assert habits_of([of(letters)]).foreign.keys() == set(foreign)


# Cyrillic: byelorussian-ukrainian i, u, yeru.
OF_CYRILLIC = Step(0, 1, "\u0456", True, 0.6, (("\u0443", 0.3), ("\u044b", 0.1)))
RUSSIAN = "".join(map(chr, range(0x430, 0x450))) * 10
UKRAINIAN = RUSSIAN.replace("\u044b", "\u0457").replace("\u044d", "\u0454").replace("\u044a", "")


@pytest.mark.parametrize(
    ("letters", "in_pairs", "foreign"),
    [
        (RUSSIAN, True, "\u0456"),
        (UKRAINIAN, True, "\u044b"),
        (RUSSIAN.replace("\u044b", "").replace("\u044d", ""), True, "\u0456\u044b"),  # Bulgarian
        (RUSSIAN + "\u04d9\u0493\u049b" * 9, True, ""),  # Kazakh
        (RUSSIAN + "\u0456", True, ""),
        (RUSSIAN[:100], True, ""),  # too few to say
        # What the accident always takes says nothing by not being there; Kazakh has it, and may be it.
        (RUSSIAN, False, ""),
        (RUSSIAN.replace("\u044b", "") + "\u045e", False, ""),
    ],
)
def test_letters_of_no_language_in_cyrillic(letters: str, foreign: str, *, in_pairs: bool) -> None:
    channel = Channel.parse("cp949 undefined=U+FFFD") if in_pairs else CHANNEL
    proposal = Proposal(f"\u0456 {letters}", channel, ((1, OF_CYRILLIC),))
    assert habits_of([proposal]).foreign.keys() == set(foreign)


@pytest.mark.parametrize(
    ("text", "cjk", "hangul"),
    [
        ("\u03b1\u03b2" * 200, 3.04, 3.04),
        ("a\u4e2d" * 200, 0.0, 3.04),
        ("a" * 10**6, 8.0, 8.0),
        ("1, 2", 0.0, 0.0),
    ],
)
def test_scripts_of_which_nothing_survived(text: str, cjk: float, hangul: float) -> None:
    guess = Step(0, 1, "\u60a3", True, 0.6, (("\ud55c", 0.3), ("\u2013", 0.1)))
    habits = habits_of([Proposal(f"\u60a3 {text}", CHANNEL, ((1, guess),))])
    assert habits.scripts.get("CJK", 0.0) == pytest.approx(cjk, abs=0.01)
    costs = with_habits(Alike(), habits).costs_nats(" ", ("\u2013", "\u60a4", "\ud55d"))
    assert costs == pytest.approx([1.0, 1.0 + cjk, 1.0 + hangul], abs=0.01)


# In Arabic: fatha, feh, damma.
SIGN = Step(0, 1, "\u064e", True, 0.6, (("\u0641", 0.3), ("\u064f", 0.1)))
LETTERS = "\u0633\u0644\u0627\u0645"


def nats_of_signs(text: str) -> Mapping[str, float]:
    return habits_of([Proposal(f"\u064e{text}", CHANNEL, ((1, SIGN),))]).foreign


def test_vowel_signs_are_foreign_to_a_text_without_them() -> None:
    none, few, many = (nats_of_signs(LETTERS * 200 + signs) for signs in ("", "\u0652", "\u0652" * 60))
    assert none == {"\u064e": pytest.approx(4.4, abs=0.1), "\u064f": pytest.approx(4.4, abs=0.1)}
    assert few == dict.fromkeys(none, 1.0)
    assert many == {}


def test_a_short_text_says_little_of_its_signs() -> None:
    assert nats_of_signs(LETTERS * 2) == {}
    assert 0 < nats_of_signs(LETTERS * 10)["\u064f"] < 2
    assert nats_of_signs("abc") == {}


# The low quotation mark, the right one and a mark of direction.
QUOTE = Step(0, 1, "\u201e", True, 0.9, (("\u201d", 0.05), ("\u200f", 0.05)))
ALWAYS = 16.0


@pytest.mark.parametrize(
    ("text", "foreign", "opens_low"),
    [
        # Swedish, Danish and Hebrew do not open with it.
        ("Vi ses p\u00e5 torsdag", {"\u201e": ALWAYS, "\u200f": ALWAYS}, False),
        ("\u00d8l og \u00e6bler p\u00e5 bordet", {"\u201e": ALWAYS, "\u200f": ALWAYS}, False),
        ("\u05e9\u05dc\u05d5\u05dd \u05dc\u05db\u05d5\u05dc\u05dd", {"\u201e": ALWAYS}, False),
        # Of Finnish and Estonian the first has no other letters than these.
        ("hyv\u00e4\u00e4 y\u00f6t\u00e4, \u00e4iti", {"\u201e": 7.0, "\u200f": ALWAYS}, False),
        ("h\u00e4sti, \u00f5de", {"\u200f": ALWAYS}, True),
        # Polish has it, and so may have what shows nothing.
        ("\u017c\u00f3\u0142w", {"\u200f": ALWAYS}, True),
        ("Nothing shows", {"\u201e": 2.0, "\u200f": ALWAYS}, False),
        # What U+201C does elsewhere in the text, it does all over it.
        ("\u0414\u0430 \u201c\u0434\u0430\u201d", {"\u201e": ALWAYS, "\u200f": ALWAYS}, False),
        ("Nie \u201ewieder\u201c, sagt er", {"\u201d": ALWAYS, "\u200f": ALWAYS}, False),
        # Also beside a slash and a bracket.
        ("Der Schalter \u201ea/\u201c/\u201eb)\u201c, sagt er", {"\u201d": ALWAYS, "\u200f": ALWAYS}, False),
        # A text that has either mark has both, if others close with U+201C.
        ("a \u201eb\u201c c \u201dd\u201d", {"\u200f": ALWAYS}, False),
    ],
)
def test_quotation_marks_that_a_text_does_not_use(text: str, foreign: dict[str, float], *, opens_low: bool) -> None:
    habits = habits_of([Proposal(f"\u201e {text}", CHANNEL, ((1, QUOTE),))])
    assert habits.foreign == foreign
    assert habits.opening == ({"\u201d": 8.0} if opens_low else {})


@pytest.mark.parametrize(
    ("before", "joins"),
    [
        ("\u0928\u092e\u0938\u094d", True),  # a virama
        ("\u2764\ufe0f", True),
        ("\U0001f468", True),
        ("\u0647", True),  # an Arabic letter
        ("\u0928\u092e\u0938\u094d\u0924\u0947", False),
        ("word", False),
        (" ", False),
    ],
)
def test_a_joiner_joins_what_is_before_it(before: str, *, joins: bool) -> None:
    scorer = with_habits(Alike(), Habits({"x": 2.0}, joining={"\u200d": 8.0}))
    characters = ("x", "\u200d", "\u201d")
    expected = [3.0, 1.0 if joins else 9.0, 1.0]
    assert scorer.costs_nats(before, characters) == expected
    assert scorer.cheapest(before, characters, 5.0) == [
        pair for pair in zip(characters, expected, strict=True) if pair[1] <= 6.0
    ]


def test_one_mark_that_closes_says_nothing_of_many_that_are_lost() -> None:
    mark = Step(0, 1, "\u201d", True, 0.9, (("\u201e", 0.1),))
    lines = [Proposal("\u201d a\u201d", CHANNEL, ((1, mark), (4, mark))) for _ in range(3)]
    assert "\u201d" in habits_of([Proposal("a\u201c", CHANNEL), *lines[:1]]).foreign
    assert "\u201d" not in habits_of([Proposal("a\u201c", CHANNEL), *lines]).foreign


@pytest.mark.parametrize(
    ("before", "nats"), [("a", 9.0), (".", 9.0), (" ", 1.0), ("(", 1.0), ("", 1.0), ("/", 1.0), ("\u4e2d", 1.0)]
)
def test_a_low_mark_closes_nothing(before: str, nats: float) -> None:
    habits = habits_of([Proposal("\u201e", CHANNEL, ((1, QUOTE),))])
    scorer = with_habits(Alike(), Habits(closing=habits.closing))
    assert scorer.costs_nats(before, ("\u201e", "\u201d")) == [nats, 1.0]
    after_a_word = Proposal("a\u201e", CHANNEL, ((2, QUOTE),))
    assert is_against(after_a_word, Habits(closing=habits.closing))
    assert not is_against(Proposal("a \u201e", CHANNEL, ((3, QUOTE),)), Habits(closing=habits.closing))


def test_hungarian_and_czech_quotations() -> None:
    channel = "cp1254 -undefined -shy"  # takes a byte of both marks
    hungarian = [
        "A \u201ekulcs\u201d sz\u00f3 nem val\u00f3 ide, a \u201ez\u00e1r\u201d viszont igen.",
        "\u00cdrja be a \u201e/\u201d jelet, azt\u00e1n a \u201en\u00e9v\u201d mez\u0151t.",
        "Nem \u201ej\u00f3\u201d \u00e9s nem \u201crossz\u201c, csak m\u00e1s.",
    ]
    czech = [
        "Soubor \u201e\u00fa\u010det\u201c je pr\u00e1zdn\u00fd, \u201ev\u00fdpis\u201c chyb\u00ed.",
        "P\u0159i \u201en\u00edzk\u00e9\u201c nebo \u201evysok\u00e9\u201c priorit\u011b se nic neukazuje.",
        "Viz 2.4 \u2013 \u201eZ\u00e1lohy a obnova\u201c.",
    ]
    for lines in (hungarian, czech):
        text = "\n".join(lines)
        assert repair(damage(text, channel)).text == text


@pytest.mark.parametrize(("before", "nats"), [("a", 1.0), (" ", 7.0), ("\n", 7.0), ("(", 7.0)])
def test_what_opens_nothing_may_close(before: str, nats: float) -> None:
    scorer = with_habits(Alike(), Habits(opening={"\u201d": 6.0}))
    assert scorer.costs_nats(before, ("\u201d", "\u201e")) == [nats, 1.0]


def test_slovenian_stays_slovenian() -> None:
    sentences = [
        "\u017deli\u0161 \u0161e eno \u017elico juhe?",
        "To je na\u0161 na\u010din.",
        "Ni\u010d ni \u0161lo po na\u010drtu, ki sva ga \u017eelela.",
        "\u010cez reko vodi \u0161irok most, na njem stoji mo\u017e.",
    ]
    text = "\n".join(sentences * 3)
    assert repair(damage(text, CHANNEL)).text == text

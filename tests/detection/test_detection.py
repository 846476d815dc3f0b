"""Structure, the vote and the margins."""

from __future__ import annotations

import pytest

from notefix import Channel, LineStatus, Settings, damage, detect, repair
from notefix.detection.prefilter import could_be_damaged
from notefix.detection.scan import scan
from notefix.detection.structure import Structure, measure
from notefix.detection.vote import vote
from notefix.language_model.model import built_in_model
from tests.properties.strategies import SENTENCES

CHINESE = SENTENCES[14]
SPANISH = SENTENCES[1]


def layer_name(lines: list[str]) -> str | None:
    found = vote(scan("\n".join(lines)), built_in_model)
    return str(found.layer) if found else None


@pytest.mark.parametrize(
    ("symbols", "structure"),
    [
        (b"plain", Structure(0, 0, 0, 0, 0, 0)),
        (b"\xc3\xa9\xe4\xbd\xa0\xf0\x9f\x8c\x9f", Structure(1, 1, 1, 0, 0, 0)),
        (b"\xe4\xbd \xf0\x9f\x8c", Structure(0, 0, 0, 2, 0, 0)),
        (b"\xc3 \xa9", Structure(0, 0, 0, 0, 1, 1)),
        (b"\xe4\xff\xa0", Structure(0, 0, 0, 1, 0, 0)),
    ],
)
def test_structure(symbols: bytes, structure: Structure) -> None:
    assert measure(symbols) == structure


def test_the_prefilter_lets_all_damage_through() -> None:
    from notefix.channels.registry import registered_channels

    for channel in registered_channels():
        for sentence in SENTENCES:
            arrived = damage(sentence, channel)
            assert could_be_damaged(arrived) or arrived.isascii()


def test_a_file_outvotes_a_line() -> None:
    """A short line alone could be Windows-1252; among lines with a Turkish letter it is Windows-1254."""
    channel = Channel.parse("cp1254 -undefined -shy")
    lines = [damage(CHINESE + "\U0001f31f", channel)] * 3 + [damage("\u4f60\u597d", channel)]
    assert layer_name(lines) == "cp1254 -undefined -shy"
    done = repair("\n".join(lines))
    assert {str(line.channel) for line in done.lines} == {"cp1254 -undefined -shy"}
    assert done.text.endswith("\u4f60\u597d")


@pytest.mark.parametrize("name", ["cp1252 -undefined", "cp1252 -undefined -shy", "latin-1 -c1", "cp1250 -undefined"])
def test_losses_are_told_apart(name: str) -> None:
    channel = Channel.parse(name)
    assert layer_name([damage(sentence, channel) for sentence in SENTENCES if not sentence.isascii()]) == name


def test_what_survived_was_not_lost() -> None:
    channel = Channel.parse("cp1252 -undefined")
    text = "\n".join(damage("\u00e0 pr\u00e9sent \u00e0 la d\u00eda", channel) for _ in range(5))
    done = repair(text)
    assert {str(line.channel) for line in done.lines} == {"cp1252"}


@pytest.mark.parametrize("damaged", [SENTENCES[5], SENTENCES[8]])
def test_a_line_that_is_utf_8_all_through_is_decoded_all_through(damaged: str) -> None:
    """Another line may have lost no-break spaces to spaces; what follows the stop of this one is rare, but no text."""
    text = f"{damaged}\x85"
    done = repair(damage(SENTENCES[0], "latin-1") + "\n" + damage(text, "cp1252"))
    assert done.text == f"{SENTENCES[0]}\n{text}"


def test_two_accidents_in_one_file() -> None:
    one, two = Channel.parse("cp1254 -undefined -shy"), Channel.parse("cp1251")
    text = "\n".join([*[damage(CHINESE, one)] * 3, damage(SENTENCES[8], two)])
    done = repair(text)
    assert done.text == "\n".join([*[CHINESE] * 3, SENTENCES[8]])
    assert str(done.lines[-1].channel) == "cp1251"


@pytest.mark.parametrize(
    "text",
    [
        # A soft hyphen lost, and one that survived in the same line.
        "el mi\u00c3\u00a9rcoles es un d\u00c3a largo, otra l\u00c3\u00adnea",
        # C1 controls lost in one line, kept in the other.
        "\u00c3 vero che l'Italia \u00c3\u00a8 bella, dicono\n\u00c3\u0088 gi\u00c3\u00a0 luned\u00c3\u00ac",
    ],
)
def test_a_reading_is_not_certain_because_it_is_the_only_one(text: str) -> None:
    """It may also be that the line lost more than the others show."""
    done = repair(text)
    assert done.restored
    assert min(character.probability for character in done.restored) < 0.99
    assert not done.fully_recovered


def test_detect_changes_nothing_and_says_where() -> None:
    text = "clean\n" + damage("\u00a1Hola! " + SPANISH, Channel.parse("cp1252"))
    found = detect(text)
    assert found.damaged
    assert str(found.channel) == "cp1252"
    lines = text.split("\n")
    for span in found.spans:
        assert lines[span.line - 1][span.begin - 1 : span.end - 1] == span.text
        assert not span.text.isascii()


@pytest.mark.parametrize("sentence", SENTENCES)
def test_clean_text_is_not_accused(sentence: str) -> None:
    assert not detect(sentence).damaged


@pytest.mark.parametrize(
    "text",
    [
        "Si ves \u00ab\u00c3\u00a9\u00bb o \u00ab\u00c3\u00a8\u00bb en vez de letras con acento, es otro c\u00f3digo.",
        "To jest list.\nZamiast litery wida\u0107 \u201c\u00c3\u00a9\u201d albo \u201c\u00c3\u00a7\u201d.",
        'assert is_mojibake("\u00c3\u00a9");',
    ],
)
def test_damage_that_is_only_mentioned_stays(text: str) -> None:
    assert repair(text).text == text
    assert not detect(text).damaged
    # Where other lines have it, it is no mention.
    damaged = damage("caf\u00e9 et th\u00e9, d\u00e9j\u00e0 servis ici", "cp1252")
    assert repair(f"{text}\n{damaged}").text.split("\n")[:-1] != text.split("\n")


def test_a_stated_channel_is_used() -> None:
    channel = Channel.parse("cp1257")
    arrived = damage("Gr\u00fc\u00dfe", channel)
    assert repair(arrived, Settings(channel="cp1257")).text == "Gr\u00fc\u00dfe"


def test_beyond_repair_is_reported() -> None:
    for text, rule in (
        ("a \ufffd b", "replacement-character"),
        ("d\u00e9j\u00e0 \ufffd vu", "replacement-character"),
        ("\u951f\u65a4\u62f7\u951f\u65a4\u62f7", "unrecoverable"),
        ("\u951f\u65a4\u62f7 and \ufffd", "unrecoverable"),
        ("\u00ef\u00bf\u00bd", "unrecoverable"),
    ):
        done = repair(text)
        assert done.text == text
        assert [(finding.rule, line.status) for finding, line in zip(done.findings, done.lines, strict=True)] == [
            (rule, LineStatus.UNRECOVERABLE)
        ]


def test_what_is_left_of_a_character_is_no_sign_of_windows_1252() -> None:
    for text in (
        "\ub108\ubb34 \uc88b\uc544\uc694\x8b\xa4.",  # Korean
        "\u6211\u559c\u6b22\u8fd9\x9b\u672c\u4e66\u3002",  # Chinese
        "\u1793\u17c1\u17c7\u200b\x91\u17b7\u1795\u17d2\u1791\u17c7",  # Khmer
        "\u041c\u044b \u0447\x82\u0442\u0430\u0435\u043c",  # Russian
    ):
        done = repair(text)
        assert done.text == text
        assert [line.status for line in done.lines] == [LineStatus.UNRECOVERABLE]


def test_signs_of_windows_1252_beside_other_alphabets() -> None:
    for text, fixed in (
        (
            "\x93\u041c\u044b\x94 \x97 \u0440\u043e\u043c\u0430\u043d",
            "\u201c\u041c\u044b\u201d \u2014 \u0440\u043e\u043c\u0430\u043d",
        ),
        ("\u043f\x92\u044f\u0442\u044c", "\u043f\u2019\u044f\u0442\u044c"),
        ("\u4ed6\u8bf4\x93\u597d\x94\u3002", "\u4ed6\u8bf4\u201c\u597d\u201d\u3002"),
    ):
        assert repair(text).text == fixed


def test_a_line_that_holds_other_damage_is_not_put_down_to_the_replacement_character() -> None:
    mixed = "caf\u00c3\u00a9 ferm\u00c3\u00a9 \ufffd"
    done = repair(f"a \ufffd b\nclean\n{mixed}\n\ufffd")
    assert [(f.line, f.rule) for f in done.findings if f.line != 3] == [
        (1, "replacement-character"),
        (4, "replacement-character"),
    ]
    assert [f.rule for f in done.findings if f.line == 3] == ["unrecoverable"]


def test_half_a_character_at_a_cut_is_reported() -> None:
    first = damage("\u5b66\u4e60\u4f60\u597d\u4e16\u754c", Channel.parse("latin-1"))
    second = damage("\u4f60\u597d\u4e16\u754c\u4f60\u597d", Channel.parse("latin-1"))[:-1]
    done = repair(f"{first}\n{second}")
    assert done.text.split("\n")[0] == "\u5b66\u4e60\u4f60\u597d\u4e16\u754c"
    assert done.lines[1].status in (LineStatus.UNRECOVERABLE, LineStatus.UNCERTAIN)


def test_a_character_that_stands_damaged_and_undamaged_is_reported_in_a_damaged_file() -> None:
    """No one accident explains such a line; silence would call it clean."""
    lines = [
        damage(f"Est\u00e1 aqu\u00ed el caf\u00e9 n\u00famero {i}, seg\u00fan Jos\u00e9.", "cp1252") for i in range(20)
    ]
    done = repair("\n".join([*lines, "El caf\u00c3\u00a9 y el caf\u00e9."]))
    assert done.lines[-1].status is LineStatus.UNRECOVERABLE
    assert not done.fully_recovered


@pytest.mark.parametrize("prefix", ["\u2022 ", "\u2014 ", "\u201cx\u201d "])
def test_damage_far_behind_a_clean_character_is_found(prefix: str) -> None:
    padding = "this is a long line of plain words that goes on and on so that the sample has to look further " * 2
    channel = Channel.parse("cp1254 -undefined -shy")
    text = "\n".join([prefix + padding + damage(CHINESE, channel)] * 6)
    done = repair(text)
    assert str(done.channel) == str(channel)
    assert done.text == "\n".join([prefix + padding + CHINESE] * 6)


def test_a_foreign_character_is_no_lost_byte() -> None:
    channel = Channel.parse("cp1252 undefined=?")
    text = damage("El \u00c1rbol est\u00e1 aqu\u00ed ", channel)
    done = repair(text + "\u00c3\u4e2d ok", Settings(channel=channel))
    assert done.text.endswith("\u4e2d ok")
    assert done.text != text


@pytest.mark.parametrize("name", ["cp1252 -shy", "latin-1 -c1", "cp1252 -undefined"])
def test_no_loss_is_claimed_that_the_text_does_not_show(name: str) -> None:
    text = "\n".join(damage(sentence, name) for sentence in [SPANISH, SENTENCES[0], SENTENCES[18]] * 5)
    claimed = repair(text).channel
    assert claimed is not None
    assert "nbsp" not in str(claimed)
    assert str(claimed) in (name, "cp1252 -undefined -shy" if name == "cp1252 -shy" else name)


@pytest.mark.parametrize(
    "line",
    [
        "l\u2019\u00e9t\u00e9 d\u2019\u00e9tudes",  # Armenian to Mac Roman
        "mi\u0142o\u015b\u0107 i pok\u00f3j",  # half a Chinese character to Mac Central European
        "\u00e0\u00a0: voil\u00e0\u00a0!",  # the beginning of Samaritan to Windows-1252
    ],
)
def test_what_nobody_writes_in_a_word_is_no_evidence(line: str) -> None:
    assert not scan(line).candidates


def test_one_line_of_many_speaks_for_itself_alone() -> None:
    """The others are not weighed for what it shows."""
    many = [f"Le caf\u00e9 num\u00e9ro {i} \u00e9tait ferm\u00e9." for i in range(120)]
    done = repair("\n".join([*many, damage("Se\u00f1or", "cp1252")]))
    assert [line.number for line in done.lines] == [121]
    assert done.lines[0].text == "Se\u00f1or"


def test_a_suffix_that_is_a_sequence_is_no_damage() -> None:
    """Sorbian names of languages: each ends in what is an Armenian letter to DOS 775."""
    line = ", ".join(f"{stem}\u0161\u0107ina" for stem in ("katalan", "bask", "waliz", "ir", "gel", "friz", "galic"))
    assert repair(line).text == line


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("Is\u0131rgan otu k\u0131\u015f\u0131n kurudu.", "euc-jp"),
        ("Is\u0131rgan otu k\u0131\u015f\u0131n kurudu.", "big5"),
        ("\u6a4b\u306e\u4e0b\u3067\u732b\u304c\u5bdd\u3066\u3044\u305f\u3002", "cp949"),
        ("\ubc14\ub78c\uc774 \ubd88\uc5b4 \ub098\ubb47\uc78e\uc774 \ub5a8\uc5b4\uc84c\ub2e4.", "big5"),
    ],
)
def test_what_is_left_of_a_line_read_in_pairs_is_not_repaired_by_itself(text: str, channel: str) -> None:
    damaged = damage(text, channel)
    assert repair(damaged).text == damaged


@pytest.mark.parametrize(
    "line",
    [
        "\u201cOl\u00e1\u2026\u201d, disse ela. \u201cTudo est\u00e1\u2026\u201d",
        "\u201cCaf\u00e9\u2026\u201d et \u201cth\u00e9\u2026\u201d",
        "\u201cAs\u00ed\u2026\u201d, \u201caqu\u00ed\u2026\u201d, \u201call\u00ed\u2026\u201d",
        "\u201eCafe\u0301\u2026\u201c, \u201eVariete\u0301\u2026\u201c",
        "disse \u201csi\u0300\u201d, poi \u201cpero\u0300\u201d, poi \u201cperche\u0301\u2026\u201d",
    ],
)
def test_last_letters_of_quoted_words_are_no_ideographs(line: str) -> None:
    """An accented letter, an ellipsis and a quotation mark are UTF-8 of three bytes; two of them are no accident."""
    result = repair(line)
    assert (result.text, result.findings) == (line, ())


@pytest.mark.parametrize("marks", ["\u201c{}\u201d", "\u201e{}\u201c", "\u2039{}\u203a"])
@pytest.mark.parametrize(
    "letters",
    ["\u00c4 \u00d6 \u00dc", "\u00e0 \u00e1 \u00e2 \u00e3 \u00e4 \u00e5 \u00e6 \u00e7 \u00e8 \u00e9 \u00ea \u00eb"],
)
def test_letters_in_quotation_marks_are_a_list_of_letters(marks: str, letters: str) -> None:
    """They are neither Cyrillic of Windows-1251 nor UTF-8."""
    line = " ".join(map(marks.format, letters.split()))
    result = repair(line)
    assert (result.text, result.findings) == (line, ())

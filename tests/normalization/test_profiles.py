"""Profiles, and what Settings makes of the names of rules."""

from __future__ import annotations

from typing import Any

import pytest

from notefix import Settings, SettingsError, fix_text, normalize, repair, rules
from notefix.normalization.profiles import CONFLICTS, ORDER, PROFILES, active_rules
from notefix.normalization.registry import RULES
from notefix.pipeline import lines_left_damaged, normalization
from tests.test_architecture import loaded_by
from tests.test_notes import repaired


def test_names_are_in_one_list() -> None:
    assert set(RULES) == set(ORDER)
    assert len(set(ORDER)) == len(ORDER)
    assert {name for profile in PROFILES.values() for name in profile} <= set(ORDER)
    assert {name for conflict in CONFLICTS for name in conflict} <= set(ORDER)
    assert not set(ORDER) & {rule.name for rule in rules.RULES}


@pytest.mark.parametrize("profile", PROFILES)
def test_no_profile_is_at_odds_with_itself(profile: str) -> None:
    on = set(PROFILES[profile])
    assert all(len(conflict & on) <= 1 for conflict in CONFLICTS)


def test_selected_rules_stand_beside_the_profile_and_before_it() -> None:
    assert active_rules("safe", ("lf",), ("bom",)) == (
        "c1-control",
        "invisible-character",
        "variation-selector",
        "nfc",
        "lf",
    )
    assert "ftfy-width" not in active_rules("ftfy", ("chinese-punctuation",), ())
    assert active_rules("none", ("nfc", "nfd"), ("nfd",)) == ("nfc",)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"normalize": "notess"}, "did you mean 'notes'"),
        ({"normalize": "nfc"}, "must be a profile"),
        ({"normalize": 3}, "not 3"),
        ({"select": ("no-brake-space",)}, "did you mean 'no-break-space'"),
        ({"ignore": ("mojibak",)}, "did you mean 'mojibake'"),
        ({"select": "bom"}, "several names"),
        ({"select": (3,)}, "several names"),
        ({"select": None}, "several names"),
        ({"select": ("nfc", "nfd")}, "nfc and nfd cannot be on together"),
        ({"markup": "rst"}, "markup must be"),
    ],
    ids=str,
)
def test_wrong_names_are_refused_in_one_sentence(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError, match=said) as refused:
        Settings(**wrong)
    assert "\n" not in str(refused.value)


def test_names_of_damage_may_be_selected_and_ignored() -> None:
    chosen = Settings(select=["unrecoverable"], ignore=["mojibake"])  # type: ignore[arg-type]
    assert (chosen.select, chosen.ignore) == (("unrecoverable",), ("mojibake",))
    text = "e\u0301"
    assert normalize(text, chosen) is text
    assert hash(chosen)


def test_none_is_still_no_profile() -> None:
    assert Settings(normalize=None) == Settings()  # type: ignore[arg-type]


def test_bytes_are_refused() -> None:
    with pytest.raises(TypeError, match="decode it first"):
        normalize(b"abc")  # type: ignore[arg-type]


def test_repair_comes_first() -> None:
    """The C1 control is a byte of a damaged character; normalized first, it would be lost."""
    assert fix_text("Pok\u00c3\u00a9mon cafe\u0301 \u00e2\u0080\u009d", Settings(normalize="safe")) == (
        "Pok\u00e9mon caf\u00e9 \u201d"
    )


def test_lines_that_stay_damaged_are_not_normalized() -> None:
    """What is left of a character may be a control: the evidence for whoever comes with a better tool."""
    text = "e\u0301 \ufffd\ufffd\ufffd \u00e3\x81\ufffd\ufffd\ufffd\ufffd\ufffd\u200b\ne\u0301"
    given = repair(text)
    left = lines_left_damaged(given)
    assert left == {line.number for line in given.lines if line.status.value == "unrecoverable"} == {1}
    assert fix_text(text, Settings(normalize="safe")) == text.split("\n")[0] + "\n\u00e9"


def test_uncertain_lines_that_are_kept_are_not_normalized() -> None:
    chosen = Settings(normalize="safe", uncertain="keep", certainty=1.0, channel="cp1254 -undefined -shy")
    text = "\u00e4\u00b8 e\u0301\u200b"
    assert lines_left_damaged(repair(text, chosen), chosen) == {1}
    assert fix_text(text, chosen) == text


def test_clean_text_of_notes_is_the_same_under_safe() -> None:
    """Notes in Chinese and English with all that such notes have: nothing changes."""
    text = (
        "---\ntitle: \u7b14\u8bb0\n---\n# \u7b14\u8bb0 \u2014\u2014 GPT-4\uff08\u8bd5\u7528\uff09\n\n"
        "\u4eca\u5929\uff0c\u6211\u4eec\u8bf4\u201c\u597d\u201d\u3002  \n"
        "\u3000\u3000\u7b2c\u4e8c\u884c\uff01 \U0001f31f \u2764\ufe0f\n\n"
        "| a | b |\n|---|---|\n| 10\u00b2 | \u00bd |\n\n```py\nx = '\uff21'  # \u8bf4\u660e\n```\n\n"
        "It\u2019s \u201cfine\u201d\u2026 caf\u00e9 \u00a0 na\u00efve \U0001f468\u200d\U0001f469\u200d\U0001f467 "
        "[\u94fe\u63a5](https://a.example/\u4e2d\u6587) `a  b` &nbsp;\n"
    )
    done = normalization(text, Settings(normalize="safe"))
    assert done.text is text
    assert done.findings == ()


def test_the_users_notes_keep_their_line_breaks() -> None:
    """Repaired, they end many lines in two spaces, which break the line in Markdown; `safe` has nothing to do there."""
    clean = repaired().text
    assert normalize(clean, Settings(normalize="safe")) is clean
    for profile in ("notes", "notes-zh"):
        after = normalize(clean, Settings(normalize=profile))
        assert after.count("  \n") == clean.count("  \n") > 50
        assert after.endswith("\n")


def test_what_is_not_asked_for_is_not_loaded() -> None:
    loaded = loaded_by("import notefix; notefix.fix_text('tea'); notefix.Settings()")
    assert not {name for name in loaded if name.startswith("notefix.normalization")}
    code = "import notefix; notefix.normalize({}, notefix.Settings(normalize={!r}))"
    heavy = {"ftfy", "regex", "markdown_it"}
    clean = repr("\u4f60\u597d\uff0ccaf\u00e9\n")
    for profile in ("safe", "notes", "notes-zh", "corpus", "ftfy"):
        assert not loaded_by(code.format(repr("caf\u00e9\n"), profile)) & heavy
    for profile in ("safe", "notes", "corpus"):
        assert not loaded_by(code.format(clean, profile)) & heavy

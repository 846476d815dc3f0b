"""Settings are checked when they are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from notefix import Channel, ChannelError, NotefixError, Scorer, Settings, SettingsError, fix_text, repair


@dataclass
class Flat(Scorer):
    level: float = 1.0

    def costs_nats(self, context: str, characters: tuple[str, ...]) -> Sequence[float]:
        return [self.level for _ in characters]


@pytest.mark.parametrize(
    "wrong",
    [
        {"certainty": 1.5},
        {"certainty": -0.1},
        {"certainty": float("nan")},
        {"certainty": "x"},
        {"uncertain": "maybe"},
        {"normalize": "NFX"},
        {"channel": 3},
        {"channel": "cp1252 spare=U+00E9"},
        {"learn_from": "notes.txt"},
        {"learn_from": Path("notes.txt")},
        {"learn_from": b"notes.txt"},
        {"learn_from": None},
        {"learn_from": ("notes.txt", None)},
        {"model": 3},
        {"model_use": "instead"},
        {"experts": "both"},
        {"scorer": 3},
        {"scorer": Flat},
    ],
    ids=str,
)
def test_wrong_values_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings(**wrong)
    assert refused.value.exit_code == 2
    assert isinstance(refused.value, NotefixError)


def test_a_channel_is_named_or_given() -> None:
    assert Settings(channel="windows-1252") == Settings(channel=Channel.parse("cp1252"))
    with pytest.raises(ChannelError, match="Did you mean"):
        Settings(channel="cp125")


def test_paths_are_kept_as_they_are_given() -> None:
    settings = Settings(learn_from=["a.txt", Path("b.txt")], model=Path("c.bin"))  # type: ignore[arg-type]
    assert (settings.learn_from, settings.model) == (("a.txt", Path("b.txt")), Path("c.bin"))


def test_settings_are_a_key_whatever_the_scorer() -> None:
    assert {Settings(scorer=Flat()): 1}[Settings(scorer=Flat())]
    assert Settings(scorer=Flat()) != Settings(scorer=Flat(2.0))


def test_bytes_are_refused() -> None:
    with pytest.raises(TypeError, match="decode it first"):
        repair(b"abc")  # type: ignore[arg-type]


def test_the_result_has_the_form_that_is_wanted() -> None:
    assert fix_text("e\u0301", Settings(normalize="NFC")) == "\u00e9"
    assert fix_text("e\u0301") == "e\u0301"


def test_every_public_name_is_there() -> None:
    import notefix

    assert all(getattr(notefix, name) for name in notefix.__all__)
    with pytest.raises(AttributeError):
        notefix.no_such_name  # noqa: B018

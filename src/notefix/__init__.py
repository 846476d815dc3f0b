r"""notefix repairs mojibake, even where bytes were lost on the way, and reports every guess.

>>> import notefix
>>> notefix.fix_text("Pok\u00c3\u00a9mon") == "Pok\u00e9mon"
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from notefix.channels.channel import Channel
    from notefix.channels.forward import damage
    from notefix.errors import (
        BinaryFileError,
        ChannelError,
        FileError,
        ModelError,
        NotefixError,
        OtherEncodingError,
        SettingsError,
    )
    from notefix.files.fixing import FileOutcome, fix_file
    from notefix.findings import Detection, Finding, LineRepair, LineStatus, Repair, RestoredCharacter, Span
    from notefix.language_model.scorer import Scorer
    from notefix.pipeline import detect, fix_text, normalize, repair
    from notefix.settings import Settings

__all__ = [
    "BinaryFileError",
    "Channel",
    "ChannelError",
    "Detection",
    "FileError",
    "FileOutcome",
    "Finding",
    "LineRepair",
    "LineStatus",
    "ModelError",
    "NotefixError",
    "OtherEncodingError",
    "Repair",
    "RestoredCharacter",
    "Scorer",
    "Settings",
    "SettingsError",
    "Span",
    "damage",
    "detect",
    "fix_file",
    "fix_text",
    "normalize",
    "repair",
]


_MODULES = {
    "channels.channel": ("Channel",),
    "channels.forward": ("damage",),
    "errors": (
        *("BinaryFileError", "ChannelError", "FileError", "ModelError", "NotefixError"),
        *("OtherEncodingError", "SettingsError"),
    ),
    "files.fixing": ("FileOutcome", "fix_file"),
    "findings": ("Detection", "Finding", "LineRepair", "LineStatus", "Repair", "RestoredCharacter", "Span"),
    "language_model.scorer": ("Scorer",),
    "pipeline": ("detect", "fix_text", "normalize", "repair"),
    "settings": ("Settings",),
}
_PLACES = {name: f"notefix.{module}" for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    # Loaded at the first use: a hook that looks at one clean file needs a quarter of this.
    if name not in _PLACES:
        raise AttributeError(f"module 'notefix' has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(_PLACES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

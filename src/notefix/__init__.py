r"""notefix repairs mojibake, even where bytes were lost on the way, and reports every guess.

>>> import notefix
>>> notefix.fix_text("Pok\u00c3\u00a9mon") == "Pok\u00e9mon"
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from notefix.findings import (
    Detection,
    Finding,
    LineRepair,
    LineStatus,
    Repair,
    RestoredCharacter,
    Span,
)
from notefix.pipeline import detect, fix_text, normalize, repair
from notefix.settings import Settings

if TYPE_CHECKING:
    from notefix.files.fixing import FileOutcome, fix_file
    from notefix.language_model.scorer import Scorer

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


def __getattr__(name: str) -> Any:
    # Loaded at the first use: who imports notefix for texts does not pay for files, nor for models.
    if name in ("FileOutcome", "fix_file"):
        from notefix.files import fixing

        return getattr(fixing, name)
    if name == "Scorer":
        from notefix.language_model.scorer import Scorer

        return Scorer
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

r"""notefix repairs mojibake, even where bytes were lost on the way, and reports every guess.

>>> import notefix
>>> notefix.fix_text("Pok\u00c3\u00a9mon") == "Pok\u00e9mon"
True
"""

from __future__ import annotations

from notefix.channels.channel import Channel
from notefix.channels.forward import damage
from notefix.errors import ChannelError, FileError, ModelError, NotefixError, SettingsError
from notefix.files.fixing import FileOutcome, fix_file
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

__all__ = [
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
    "Repair",
    "RestoredCharacter",
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

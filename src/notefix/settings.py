"""What a caller can choose. Knows no files and no command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from notefix.errors import SettingsError

if TYPE_CHECKING:
    from notefix.channels.channel import Channel

__all__ = ["DEFAULT_SETTINGS", "Settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to repair.

    Args:
        certainty: a line with a restored character less probable than this is reported as uncertain; 0 to 1.
        uncertain: what becomes of such a line: `guess` takes the best reading, `keep` leaves it as it was.
        channel: the accident, where it is known; a Channel, or its name. None: detect it.
        normalize: the Unicode form to give the text after repair: `NFC`, `NFD`, `NFKC`, `NFKD`. None: as it is.

    Raises:
        SettingsError: a value is not one of those.
        ChannelError: the channel's name is not understood.
    """

    certainty: float = 0.99
    uncertain: Literal["guess", "keep"] = "guess"
    channel: Channel | str | None = None
    normalize: Literal["NFC", "NFD", "NFKC", "NFKD"] | None = None

    def __post_init__(self) -> None:
        """Check every value; a channel's name becomes the channel."""
        if not isinstance(self.certainty, int | float) or not 0.0 <= self.certainty <= 1.0:
            raise SettingsError(f"certainty must be between 0 and 1, not {self.certainty!r}.")
        if self.uncertain not in ("guess", "keep"):
            raise SettingsError(f"uncertain must be 'guess' or 'keep', not {self.uncertain!r}.")
        if self.normalize not in (None, "NFC", "NFD", "NFKC", "NFKD"):
            raise SettingsError(f"normalize must be NFC, NFD, NFKC, NFKD or None, not {self.normalize!r}.")
        if self.channel is not None:
            from notefix.channels.channel import Channel  # here, so that clean text never loads it

            channel = Channel.parse(self.channel) if isinstance(self.channel, str) else self.channel
            if not isinstance(channel, Channel):
                raise SettingsError(f"channel must be a Channel or its name, not {self.channel!r}.")
            if channel.spared:
                raise SettingsError("A stated channel cannot spare characters: which ones, each line shows by itself.")
            object.__setattr__(self, "channel", channel)


DEFAULT_SETTINGS = Settings()

"""The errors that notefix raises, each with the exit code that the command line gives it."""

from __future__ import annotations

__all__ = [
    "BinaryFileError",
    "ChannelError",
    "FileError",
    "ModelError",
    "NotefixError",
    "OtherEncodingError",
    "SettingsError",
]


class NotefixError(Exception):
    """Anything that notefix refuses to do, in one sentence that a user can act on.

    >>> NotefixError("No such channel.").exit_code
    2
    """

    exit_code = 2


class ChannelError(NotefixError):
    """A channel was named that does not exist or makes no sense."""


class SettingsError(NotefixError):
    """A setting has a value outside what it may be."""


class ModelError(NotefixError):
    """A language model file cannot be used: damaged, of another version, or no model at all."""


class FileError(NotefixError):
    """A file cannot be read, is no text that can be repaired, or cannot be written. It was left as it was."""


class BinaryFileError(FileError):
    """A file is no text. Who goes through a whole directory passes over it; who named it wants to know."""


class OtherEncodingError(FileError):
    """A file is not UTF-8, and nobody has said what it is.

    Attributes:
        offset_bytes: where the first byte is that is not UTF-8.
        encoding: the codec that it may be in; None where none fits.
        confidence: how sure charset-normalizer is of that, 0 to 1.
    """

    def __init__(
        self, message: str, offset_bytes: int, encoding: str | None = None, confidence: float | None = None
    ) -> None:
        super().__init__(message)
        self.offset_bytes = offset_bytes
        self.encoding = encoding
        self.confidence = confidence

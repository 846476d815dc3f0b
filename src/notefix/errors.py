"""The errors that notefix raises, each with the exit code that the command line gives it."""

from __future__ import annotations

__all__ = ["ChannelError", "FileError", "ModelError", "NotefixError", "SettingsError"]


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
    """A file cannot be read, is not text in UTF-8, or cannot be written. It was left as it was."""

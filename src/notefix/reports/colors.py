"""Colours of a terminal, or none: who prints says which, this room never looks.

Text is cut and measured first and coloured last, since an escape sequence takes characters but no columns.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["NO_COLORS", "Colors"]


@dataclass(frozen=True, slots=True)
class Colors:
    r"""Paints text by what it is; `enabled` off, it comes back as it is.

    >>> Colors(True).added("new"), Colors(False).added("new")
    ('\x1b[32mnew\x1b[0m', 'new')
    """

    enabled: bool = False

    def heading(self, text: str) -> str:
        """Paint a path, or the header of a diff: bold."""
        return self._painted("1", text)

    def place(self, text: str) -> str:
        """Paint a line and column, or where a hunk begins: cyan."""
        return self._painted("36", text)

    def error(self, text: str) -> str:
        """Paint the name of a rule of damage: bold red."""
        return self._painted("1;31", text)

    def warning(self, text: str) -> str:
        """Paint the name of any other rule: bold yellow."""
        return self._painted("1;33", text)

    def removed(self, text: str) -> str:
        """Paint what is damaged, or goes: red."""
        return self._painted("31", text)

    def added(self, text: str) -> str:
        """Paint what is repaired, or comes: green."""
        return self._painted("32", text)

    def _painted(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.enabled and text else text


NO_COLORS = Colors()

r"""In which encoding is a text that is not UTF-8 throughout?

**UTF-8 with stray bytes, or another encoding?** The majority decides: a text is UTF-8 if it has more characters outside
ASCII that are UTF-8 than bytes that are not. Text in other encodings has some by accident, since its bytes happen to
follow each other that way, but not so many: none of 7,300 texts of five lines and more (docs/files.md). What is ASCII
but for a byte or two is not UTF-8 by this rule: there is nothing in it that says so, and a name in Latin-1 is the
likeliest of what it may be.

**Which other one?** charset-normalizer guesses. It is often sure and wrong, since what it measures is whether a reading
looks like a language, and the code pages of neighbours make words of each other's text. So the confidence given here is
its own, shared among all readings that look about as good; and a guess is sound only if the text is long enough and
there is no such other reading.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from notefix.errors import OtherEncodingError, SettingsError

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

__all__ = ["encoding_of_strays", "extends_ascii", "stated_encoding"]

# Guessing takes time in proportion to what is looked at, and gains little after the first pages.
GUESS_PROBE_BYTES = 64 * 1024

# A guess is sound with so many lines that are more than ASCII, if charset-normalizer finds so little in it that is odd
# (`chaos`), so much that is of a language (`coherence`; both 0 to 1), and no other reading that is as good in both but
# for the margin. Of 7,300 texts of 5 and 50 lines (benchmarks/encodings.py), that takes 1,847 right guesses and 7 wrong
# ones. Without any of it, one guess in nine is wrong; with a chaos of 0.1, one in ninety, for a sixth more right ones.
SOUND_LINES = 5
SOUND_CHAOS = 0.03
SOUND_COHERENCE = 0.3
SOUND_MARGIN = 0.1

# What a long line has before its first byte that is more than ASCII, but for the words just before it.
_LONG_START = re.compile(rb"^[\x00-\x7f]+(?=[\x00-\x7f]{40}[\x80-\xff])")

# Others that fit are named up to this number.
MOST_RIVALS_NAMED = 3


class _Guess(NamedTuple):
    encoding: str
    confidence: float
    sound: bool
    rivals: tuple[str, ...]


def stated_encoding(name: str) -> str:
    """Return Python's name for an encoding that the user named; `auto` stays as it is.

    >>> stated_encoding("Latin1"), stated_encoding("UTF-8-SIG"), stated_encoding("auto")
    ('iso8859-1', 'utf-8', 'auto')

    Raises:
        SettingsError: there is no such encoding.
    """
    if name == "auto":
        return name
    try:
        "".encode(name)  # of Python's codecs, some are no encodings of text
        encoding = codecs.lookup(name).name
    except (LookupError, ValueError, TypeError) as error:
        raise SettingsError(f"There is no encoding {name!r}.") from error
    return encoding.removesuffix("-sig")


@cache
def extends_ascii(encoding: str) -> bool:
    """Say whether bytes below 0x80 are always ASCII.

    >>> extends_ascii("cp1252"), extends_ascii("gbk"), extends_ascii("utf-16-le"), extends_ascii("iso2022_jp")
    (True, True, False, False)
    """
    ascii_bytes = bytes(range(128)) + b"\x1b$B!!"  # an escape sequence of ISO-2022
    try:
        return ascii_bytes.decode(encoding) == ascii_bytes.decode("ascii")
    except UnicodeError:
        return False


def encoding_of_strays(data: bytes, offset_bytes: int, path: str, from_encoding: str | None) -> str:
    """Return the encoding of a text that is not UTF-8 throughout: `utf-8` if the rest of it is.

    Args:
        data: the content, without a byte order mark.
        offset_bytes: where the first byte is that is not UTF-8.
        path: the file, for messages.
        from_encoding: what the user says of it.

    Raises:
        OtherEncodingError: it is another one, which is not stated, nor sure enough if it is to be guessed.
    """
    if from_encoding is not None and from_encoding != "auto":
        return from_encoding
    if _is_mostly_utf8(data):
        return "utf-8"
    guess = _guess_encoding(data)
    if guess is not None and from_encoding == "auto" and guess.sound:
        return guess.encoding
    found = f"{path}: not UTF-8: byte 0x{data[offset_bytes]:02X} at offset {offset_bytes}"
    raise _refusal(found, guess, offset_bytes, auto=from_encoding == "auto")


def _is_mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "surrogateescape")
    outside_ascii = len(text) - len(text.encode("ascii", "ignore"))
    stray_bytes = len(data) - len(text.encode("utf-8", "ignore"))
    return outside_ascii - stray_bytes > stray_bytes


def _guess_encoding(data: bytes) -> _Guess | None:
    """Return the best guess that decodes all of the data and encodes it to the same bytes again."""
    from charset_normalizer import from_bytes  # here, since hardly any run needs it and it loads slowly

    lines = [line for line in data.replace(b"\r", b"\n").split(b"\n") if not line.isascii()]
    probe = _probe(lines)
    # Readings that differ in nothing but the name, as Latin-1 and Windows-1252 often do, are no rivals.
    candidates = [(match, text) for match in from_bytes(probe) if (text := _whole(data, match.encoding)) is not None]
    if not candidates:
        return None
    best, best_text = candidates[0]
    rivals = [match for match, text in candidates if text != best_text and _is_as_good(match, best)]
    confidence = (1 - best.chaos) / (1 + len(rivals))
    looks_sound = best.chaos <= SOUND_CHAOS and best.coherence >= SOUND_COHERENCE
    sound = looks_sound and len(lines) >= SOUND_LINES and not rivals
    encoding, *others = (codecs.lookup(match.encoding).name for match in (best, *rivals))
    return _Guess(encoding, confidence, sound, tuple(others))


def _probe(lines: list[bytes]) -> bytes:
    """Return lines from all over a text, from where they stop being ASCII, no more of them than are looked at."""
    size = sum(map(len, lines))
    step = -(-size // GUESS_PROBE_BYTES)
    return b"\n".join(_LONG_START.sub(b"", line) for line in lines[::step])[:GUESS_PROBE_BYTES]


def _whole(data: bytes, encoding: str) -> str | None:
    """Return all of the data as text, None if it is not in this encoding."""
    if codecs.lookup(encoding).name in ("utf-8", "ascii") or not extends_ascii(encoding):
        return None
    try:
        text = data.decode(encoding)
        return text if text.encode(encoding) == data else None
    except UnicodeError:
        return None


def _is_as_good(rival: CharsetMatch, best: CharsetMatch) -> bool:
    """Say whether another reading looks about as good as the best one."""
    return rival.chaos <= best.chaos + SOUND_MARGIN and rival.coherence >= best.coherence - SOUND_MARGIN


def _refusal(found: str, guess: _Guess | None, offset_bytes: int, *, auto: bool) -> OtherEncodingError:
    if guess is None:
        return OtherEncodingError(f"{found}; no encoding that is known here fits.", offset_bytes)
    message = f"{found}; it may be {guess.encoding} (confidence {guess.confidence:.2f})"
    if guess.rivals:
        message += f", or {', '.join(guess.rivals[:MOST_RIVALS_NAMED])}"
    message += "; that is not sure enough." if auto else "."
    return OtherEncodingError(message, offset_bytes, guess.encoding, guess.confidence)

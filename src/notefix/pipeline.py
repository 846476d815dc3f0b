"""The one path: prefilter, detector, repairer, validator, normalizer."""

from __future__ import annotations

from dataclasses import replace

from notefix.findings import Detection, LineStatus, Normalization, Repair
from notefix.settings import DEFAULT_SETTINGS, Settings

__all__ = [
    "could_be_damaged",
    "detect",
    "fix_text",
    "lines_left_damaged",
    "normalization",
    "normalize",
    "repair",
    "repair_beside",
]


def fix_text(text: str, settings: Settings | None = None) -> str:
    r"""Repair a text, then normalize it as the settings say.

    Lines that stay damaged are not normalized: what looks like junk in them is all that is left of the original.

    Args:
        text: any text.
        settings: how; the defaults if None.

    Raises:
        ModelError: a byte is missing and the language model's file is damaged.

    >>> fix_text("Pok\u00c3\u00a9mon") == "Pok\u00e9mon"
    True
    """
    settings = settings or DEFAULT_SETTINGS
    repaired = repair(text, settings)
    return normalization(repaired.text, settings, lines_left_damaged(repaired, settings)).text


def normalize(text: str, settings: Settings | None = None) -> str:
    r"""Give undamaged text the form that the settings want; by default the one that it has.

    >>> normalize("e\u0301 \u200b", Settings(normalize="safe")) == "\u00e9 "
    True
    """
    return normalization(text, settings).text


def normalization(
    text: str, settings: Settings | None = None, spared_lines: frozenset[int] = frozenset()
) -> Normalization:
    r"""Normalize undamaged text by the rules that the settings turn on, and account for every change.

    Args:
        text: any text. Normalizing what comes out changes nothing more.
        settings: `normalize`, `select`, `ignore` and `markup` are used, the others are not.
        spared_lines: numbers, from 1, of lines that come out as they are.

    Returns:
        the text, what was changed where, and the findings. Text that stays comes back as the same object.

    >>> done = normalization("one\u200b\ntwo", Settings(select=("invisible-character",)))
    >>> done.text, done.changes
    ('one\ntwo', (Change(rule='invisible-character', line=1, column=4, before='\u200b', after=''),))
    """
    _refuse_bytes(text)
    settings = settings or DEFAULT_SETTINGS
    if settings.normalize == "none" and not settings.select:
        return Normalization(text, changed=False)
    from notefix.normalization.engine import normalization_of  # the rules, for those who want any

    return normalization_of(text, settings, spared_lines)


def lines_left_damaged(repaired: Repair, settings: Settings | None = None) -> frozenset[int]:
    """Return the numbers of lines that a repair gave back: unrecoverable ones, and uncertain ones that are kept."""
    kept = (settings or DEFAULT_SETTINGS).uncertain == "keep"
    left = {LineStatus.UNRECOVERABLE, LineStatus.UNCERTAIN} if kept else {LineStatus.UNRECOVERABLE}
    return frozenset(line.number for line in repaired.lines if line.status in left)


def repair(text: str, settings: Settings | None = None) -> Repair:
    r"""Reverse the damage of a text and account for every damaged line.

    Args:
        text: any text; its number of lines and their endings never change.
        settings: how; the defaults if None.

    Returns:
        the repaired text and what was done. Clean text comes back as the same object.

    Raises:
        ModelError: a byte is missing and the language model's file is damaged.

    >>> done = repair("el mi\u00c3\u00a9rcoles es un d\u00c3a largo")
    >>> done.text == "el mi\u00e9rcoles es un d\u00eda largo", str(done.lines[0].channel)
    (True, 'cp1252 -shy')
    """
    settings = settings or DEFAULT_SETTINGS
    if not could_be_damaged(text, settings):
        return Repair(text, changed=False)
    from notefix.passes import run_passes  # only text that has to be looked at pays for loading it

    return run_passes(text, settings)


def repair_beside(sample: str, text: str, settings: Settings) -> Repair:
    r"""Repair a part of a text together with a sample of the rest, which says what accident it was and what recurs.

    Args:
        sample: lines of the rest, each with \n at its end.
        text: the part.
        settings: how.

    Returns:
        the repair of the part alone.
    """
    if not sample:
        return repair(text, settings)
    both = repair(sample + text, settings)
    count = sample.count("\n")
    place = 0
    for _ in range(count):
        place = both.text.index("\n", place) + 1
    result = both.text[place:]
    lines = tuple(
        replace(
            line,
            number=line.number - count,
            restored=tuple(replace(character, line=character.line - count) for character in line.restored),
        )
        for line in both.lines
        if line.number > count
    )
    findings = tuple(replace(f, line=f.line - count) for f in both.findings if f.line > count)
    return replace(
        both, text=text if result == text else result, changed=result != text, lines=lines, findings=findings
    )


def detect(text: str, settings: Settings | None = None) -> Detection:
    r"""Say where a text is damaged and by which channel. Changes nothing.

    Of several layers of damage this is the outermost: what is under it shows only once it is undone.

    Args:
        text: any text.
        settings: `channel` and `json_escapes` are used, the others are not.

    Raises:
        ModelError: a byte is missing and the language model's file is damaged.

    >>> detect("Pok\u00c3\u00a9mon").spans
    (Span(line=1, begin=4, end=6, text='\xc3\xa9'),)
    """
    settings = settings or DEFAULT_SETTINGS
    if not could_be_damaged(text, settings):
        return Detection()
    from notefix.passes import find_damage

    return find_damage(text, settings)


def could_be_damaged(text: str, settings: Settings) -> bool:
    """Say whether a text has to be looked at; False is certain. Lines that need not be, need not be together either."""
    _refuse_bytes(text)
    if "&" in text or settings.json_escapes:
        from notefix.channels.escapes import could_be_escaped

        if could_be_escaped(text, settings.json_escapes):
            return True
    if text.isascii():
        return False
    if settings.channel is not None:
        return True  # who states it knows more than a look tells: every stretch may have lost a byte
    from notefix.detection import prefilter  # tables that ASCII has no use for

    return prefilter.could_be_damaged(text)


def _refuse_bytes(text: str) -> None:
    if not isinstance(text, str):
        raise TypeError(f"notefix repairs str, not {type(text).__name__}; decode it first")

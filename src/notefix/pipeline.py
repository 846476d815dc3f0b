"""The one path: prefilter, detector, repairer, validator, normalizer."""

from __future__ import annotations

import unicodedata

from notefix.findings import Detection, Repair
from notefix.settings import DEFAULT_SETTINGS, Settings

__all__ = ["detect", "fix_text", "normalize", "repair"]


def fix_text(text: str, settings: Settings | None = None) -> str:
    r"""Repair a text, then normalize it as the settings say.

    Args:
        text: any text.
        settings: how; the defaults if None.

    Raises:
        ModelError: a byte is missing and the language model's file is damaged.

    >>> fix_text("Pok\u00c3\u00a9mon") == "Pok\u00e9mon"
    True
    """
    return normalize(repair(text, settings).text, settings)


def normalize(text: str, settings: Settings | None = None) -> str:
    r"""Give undamaged text the Unicode form that the settings want; by default none.

    >>> normalize("e\u0301", Settings(normalize="NFC")) == "\u00e9"
    True
    """
    form = (settings or DEFAULT_SETTINGS).normalize
    return text if form is None else unicodedata.normalize(form, text)


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
    if not _could_be_damaged(text, settings):
        return Repair(text, changed=False)
    from notefix.passes import run_passes  # only text that has to be looked at pays for loading it

    return run_passes(text, settings)


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
    if not _could_be_damaged(text, settings):
        return Detection()
    from notefix.passes import find_damage

    return find_damage(text, settings)


def _could_be_damaged(text: str, settings: Settings) -> bool:
    if not isinstance(text, str):
        raise TypeError(f"notefix repairs str, not {type(text).__name__}; decode it first")
    if "&" in text or settings.json_escapes:
        from notefix.channels.escapes import could_be_escaped

        if could_be_escaped(text, settings.json_escapes):
            return True
    if text.isascii():
        return False
    from notefix.detection.prefilter import could_be_damaged  # tables that ASCII has no use for

    return could_be_damaged(text)

"""What jieba's and wordfreq's word lists add to a corpus. For the build only: the running program needs neither.

A list says which words there are, and roughly how common they are; no text says that of names and of what is rare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from math import sqrt

__all__ = ["WITHOUT_SPACES", "listed_words", "simplified_forms", "word_lines", "words_of"]

# A word is repeated sqrt(its frequency in a text of so many words) times: with the frequency itself, or its
# logarithm, or once each, Chinese Wikipedia comes back 0.1 to 1 point less well.
_TEXT_OF_WORDS = 6e6
_JIEBA_SHARE = 0.1

_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff]{2,8}")
_LONGEST_WORD = 30

# wordfreq's lists of languages that are written in more than ASCII; its list for sh is Bosnian, Croatian and Serbian.
_SPACED = (
    *("ar", "bg", "bn", "ca", "cs", "da", "de", "el", "es", "fa", "fi", "fr", "he", "hi", "hu", "is", "it", "ko", "lt"),
    *("lv", "mk", "nb", "nl", "pl", "pt", "ro", "ru", "sh", "sk", "sl", "sv", "ta", "tr", "uk", "ur", "vi"),
)
# Languages in whose scripts no word is looked up.
WITHOUT_SPACES = frozenset(["ja", "ko", "th", "zh"])
# Words that would be counted once only: leaving them out costs nothing on other text, see docs/language-model.md.
_LEAST_FREQUENCY = 4e-7


def simplified_forms() -> dict[str, str]:
    """Return the simplified form of every ideograph that has another one, as wordfreq (after OpenCC) lists them.

    Where wordfreq is not installed, every ideograph is itself.
    """
    try:
        from wordfreq.chinese import SIMPLIFIED_MAP
    except ImportError:
        return {}
    pairs = ((chr(point), simplified) for point, simplified in SIMPLIFIED_MAP.items())
    return {traditional: simplified for traditional, simplified in pairs if len(simplified) == 1}


def _repeated(frequencies: dict[str, float]) -> Iterator[str]:
    for word, frequency in sorted(frequencies.items()):
        for _ in range(max(1, round(sqrt(frequency)))):
            yield word


def _chinese_words() -> dict[str, float]:
    """Return the words of both lists, with their frequency in a text of so many words."""
    from wordfreq import get_frequency_dict

    words = {word: share * _TEXT_OF_WORDS for word, share in get_frequency_dict("zh", "best").items()}
    for row in files("jieba").joinpath("dict.txt").read_text("utf-8").split("\n"):
        word, _, rest = row.partition(" ")
        count = rest.partition(" ")[0]
        if count:
            words[word] = max(words.get(word, 0.0), int(count) * _JIEBA_SHARE)
    return {word: frequency for word, frequency in words.items() if _IDEOGRAPHS.fullmatch(word)}


def words_of(language: str) -> list[str]:
    """Return the words of a language's lists, as often as they are to be counted.

    Raises:
        ImportError: jieba or wordfreq is not installed (the extra `word-lists`).
    """
    from wordfreq import get_frequency_dict

    if language == "zh":
        return list(_repeated(_chinese_words()))
    words = {
        word: share * _TEXT_OF_WORDS
        for word, share in get_frequency_dict(language, "best").items()
        if share >= _LEAST_FREQUENCY and not word.isascii() and 1 < len(word) <= _LONGEST_WORD
    }
    return list(_repeated(words))


def word_lines() -> Iterator[str]:
    """Yield words, as often as they are to be counted; those of languages with spaces between two spaces.

    Raises:
        ImportError: jieba or wordfreq is not installed (the extra `word-lists`).
    """
    yield from words_of("zh")
    yield from words_of("ja")
    for language in _SPACED:
        yield from (f" {word} " for word in words_of(language))


def listed_words(least: float) -> dict[str, dict[str, float]]:
    """Return by language the words of wordfreq's lists of languages with spaces that have something outside ASCII.

    Args:
        least: the share that a word has to have among all of its language.

    Raises:
        ImportError: wordfreq is not installed (the extra `word-lists`).
    """
    from wordfreq import available_languages, get_frequency_dict

    return {
        language: {
            word: share
            for word, share in get_frequency_dict(language, "best").items()
            if share >= least and not word.isascii()
        }
        for language in sorted(available_languages("best"))
        if language not in WITHOUT_SPACES
    }

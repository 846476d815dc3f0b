"""What jieba's and wordfreq's word lists add to a corpus. For the build only: the running program needs neither.

A list says which words there are, and roughly how common they are; no text says that of names and of what is rare.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from importlib.resources import files
from math import sqrt

__all__ = ["WITHOUT_SPACES", "frequencies_of", "listed_words", "simplified_forms", "word_lines", "words_of"]

# A word is repeated sqrt(its frequency in a text of so many words) times: with the frequency itself, or its
# logarithm, or once each, Chinese Wikipedia comes back 0.1 to 1 point less well.
_TEXT_OF_WORDS = 6e6
_JIEBA_SHARE = 0.1

_SIGMA, _FINAL_SIGMA = "\u03c3", "\u03c2"
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff]{2,8}")
_LONGEST_WORD = 30

# wordfreq's lists of languages that are written in more than ASCII; its list for sh is Bosnian, Croatian and Serbian.
_SPACED = (
    *("ar", "bg", "bn", "ca", "cs", "da", "de", "el", "es", "fa", "fi", "fr", "he", "hi", "hu", "is", "it", "ko", "lt"),
    *("lv", "mk", "nb", "nl", "pl", "pt", "ro", "ru", "sh", "sk", "sl", "sr", "sv", "ta", "tr", "uk", "ur", "vi"),
)
# That list is in Latin letters; in Serbia and Montenegro most of it is also written in these.
_SERBIAN_OF = "sh"
_SERBIAN_PAIRS = {"d\u017e": "\u045f", "lj": "\u0459", "nj": "\u045a"}
_SERBIAN = str.maketrans(
    "abcdefghijklmnoprstuvz\u010d\u0107\u0111\u0161\u017e",
    "\u0430\u0431\u0446\u0434\u0435\u0444\u0433\u0445\u0438\u0458\u043a\u043b\u043c\u043d\u043e\u043f\u0440\u0441\u0442\u0443\u0432\u0437\u0447\u045b\u0452\u0448\u0436",
)
_SERBIAN_WORD = re.compile("[\u0430-\u0448\u0452\u0458-\u045f]+")

# Letters of Bengali with a nukta are two characters in the lists, and in most text one.
_COMPOSED = {unicodedata.normalize("NFC", letter): letter for letter in "\u09dc\u09dd\u09df"}

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


def _as_written(word: str) -> str:
    r"""Return a word of wordfreq's as people write it: its lists fold case, and so have no final sigma.

    >>> ascii(_as_written("\u03c4\u03b7\u03c3"))
    "'\\u03c4\\u03b7\\u03c2'"
    """
    word = unicodedata.normalize("NFC", word)
    return word[:-1] + _FINAL_SIGMA if len(word) > 1 and word.endswith(_SIGMA) else word


def _composed(word: str) -> str:
    """Return a word with letters of Bengali that have a nukta as one character each."""
    for letters, letter in _COMPOSED.items():
        word = word.replace(letters, letter)
    return word


def _in_serbian_cyrillic(word: str) -> str:
    r"""Return a word of Serbian in Cyrillic letters; "" if it has others than those of Serbian.

    >>> ascii(_in_serbian_cyrillic("ljubav")), _in_serbian_cyrillic("windows")
    ("'\\u0459\\u0443\\u0431\\u0430\\u0432'", '')
    """
    for letters, letter in _SERBIAN_PAIRS.items():
        word = word.replace(letters, letter)
    word = word.translate(_SERBIAN)
    return word if _SERBIAN_WORD.fullmatch(word) else ""


def frequencies_of(language: str) -> dict[str, float]:
    """Return the words of a language's list, with the share of each."""
    from wordfreq import get_frequency_dict

    is_serbian = language == "sr"
    written_as = _in_serbian_cyrillic if is_serbian else _as_written
    shares: dict[str, float] = {}
    for word, share in get_frequency_dict(_SERBIAN_OF if is_serbian else language, "best").items():
        written = written_as(word)
        if written:
            shares[written] = max(share, shares.get(written, 0.0))
    return shares


def _repeated(frequencies: dict[str, float]) -> Iterator[str]:
    for word, frequency in sorted(frequencies.items()):
        for _ in range(max(1, round(sqrt(frequency)))):
            yield word


def _chinese_words() -> dict[str, float]:
    """Return the words of both lists, with their frequency in a text of so many words."""
    words = {word: share * _TEXT_OF_WORDS for word, share in frequencies_of("zh").items()}
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
    if language == "zh":
        return list(_repeated(_chinese_words()))
    words = {
        word: share * _TEXT_OF_WORDS
        for word, share in frequencies_of(language).items()
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
        for word in words_of(language):
            yield from (f" {form} " for form in dict.fromkeys((word, _composed(word))))


def listed_words(least: float) -> dict[str, dict[str, float]]:
    """Return by language the words of wordfreq's lists of languages with spaces that have something outside ASCII.

    Args:
        least: the share that a word has to have among all of its language.

    Raises:
        ImportError: wordfreq is not installed (the extra `word-lists`).
    """
    from wordfreq import available_languages

    return {
        language: {
            word: share for word, share in frequencies_of(language).items() if share >= least and not word.isascii()
        }
        for language in sorted({*available_languages("best"), "sr"})
        if language not in WITHOUT_SPACES
    }

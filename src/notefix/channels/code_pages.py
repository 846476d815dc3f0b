r"""Which languages are written in which Latin letters, and by whose code pages they get misread. Data and tables.

Not UTF-8 but one byte a character: a Polish letter of Windows-1250 read as Windows-1252 is another letter, or a
superscript. Every byte is there, so what it was is a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from notefix.channels.channel import Layer
from notefix.channels.forward import arrivals

__all__ = ["LETTERS", "MISREAD", "PUNCTUATION", "characters_before"]

# Outside ASCII, in small letters where there are capitals. The more languages are here, the less clean text is weighed
# at all: a line in the letters of one of them was not misread. With spaces between them, as two in a row would look
# like UTF-8 to some code page.
LETTERS = {
    "af": "ê ë é è ï î ô û á ä ö ü ó í à ú",
    "ang": "æ þ ð ā ē ī ō ū ȳ ċ ġ",
    "ast": "á é í ó ú ñ ü",
    "ay": "ñ ä ï ü",
    "az": "ç ə ğ ı ö ş ü İ",
    "br": "ñ ù ê é ü â î ô û",
    "bs": "č ć đ š ž",
    "ca": "à ç è é í ï ò ó ú ü ·",
    "cs": "á č ď é ě í ň ó ř š ť ú ů ý ž",
    "csb": "ã ą é ë ł ń ò ó ô ù ż",
    "cy": "â ê î ô û ŵ ŷ ä ë ï ö ü á é í ó ú ẃ ý à è ì ò ù",
    "da": "æ ø å é è ê ó à ü ö ä",
    "de": "ä ö ü ß é à",
    "dsb": "č ć ě ł ń ó ŕ ř š ś ź ž",
    "eo": "ĉ ĝ ĥ ĵ ŝ ŭ",
    "es": "á é í ó ú ñ ü",
    "et": "ä ö õ ü š ž",
    "eu": "ñ ç ü",
    "fi": "ä ö å š ž",
    "fo": "á í ó ú ý æ ø ð",
    "fr": "à â ç é è ê ë î ï ô ù û ü œ æ ÿ ñ",
    "fur": "à â ç è ê ì î ò ô ù û",
    "fy": "â ê ô û ú é ë ï ö ü à á í ó è ä",
    "ga": "á é í ó ú",
    "gd": "à è ì ò ù á é ó",
    "gn": "ã ẽ ĩ õ ũ ỹ ñ á é í ó ú ý",
    "hsb": "č ć ě ł ń ó ř š ś ź ž",
    "hu": "á é í ó ö ő ú ü ű",
    "is": "á é í ó ú ý þ æ ö ð",
    "it": "à è é ì í î ò ó ù ú",
    "kab": "č ɣ ḥ ḍ ṭ ẓ ě ţ ǧ š ž â î é",
    "kmr": "ç ê î ş û í ḧ ẍ ë",
    "lb": "ë é ä ö ü è ê ô û î ï ç",
    "lij": "à â æ ç é è ê ë ì î ï ò ô ö ù û ü ñ",
    "lt": "ą č ę ė į š ų ū ž",
    "ltg": "ā č ē ģ ī ķ ļ ņ ō š ū ž õ",
    "lv": "ā č ē ģ ī ķ ļ ņ š ū ž ō ŗ",
    "mi": "ā ē ī ō ū",
    "mt": "ċ ġ ħ ż à è ì ò ù",
    "nb": "æ ø å é è ê ò ó ô à ü ö ä",
    "nl": "ë é ï ö ü è á ó ê ç à í ú ä â ô î û",
    "oc": "à á è é í ó ò ú ï ü ç",
    "pap": "á é í ó ú è ò ù ü ñ",
    "pl": "ą ć ę ł ń ó ś ź ż",
    "pt": "á â ã à ç é ê í ó ô õ ú ü",
    "rm": "à è é ì ò ù ê ö ü î â ô",
    "ro": "ă â î ș ț ş ţ",
    "rom": "č š ž ě ř ľ",
    "se": "á č đ ŋ š ŧ ž",
    "sgs": "ą č ė ę ē į ō š ų ū ž",
    "sk": "á ä č ď é í ĺ ľ ň ó ô ŕ š ť ú ý ž",
    "sl": "č š ž ć đ",
    "sma": "å ö ï ä æ ø",
    "smn": "á â ä č đ ŋ š ž",
    "sq": "ë ç",
    "sv": "å ä ö é à ü è",
    "szl": "ã ć ł ń ô õ ŏ ō ś ź ż",
    "tk": "ç ä ž ň ö ş ü ý",
    "to": "ā ē ī ō ū á é í ó ú ʻ",
    "tr": "ç ğ ı ö ş ü â î û İ",
    "tt": "ä ç ğ ı ñ ö ş ü İ",
    "vep": "ä ö ü č š ž",
    "vi": "à á â ã è é ê ì í ò ó ô õ ù ú ý ă đ ĩ ũ ơ ư",
    "vot": "ä ö õ ü š ž č ǥ",
    "wa": "å é è ê ë î ô û ç â à ù",
    "wo": "à é ë ó ñ ŋ",
    "yo": "á à é è ẹ í ì ó ò ọ ṣ ú ù ń ǹ ḿ",
}

# What may stand in a text of any language, beside its letters.
PUNCTUATION = (
    "\u00a0\u00a1\u00a7\u00aa\u00ab\u00b0\u00b7\u00ba\u00bb\u00bf"
    "\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2022\u2026\u20ac"
)

_CENTRAL = ("pl", "cs", "hu", "ro", "sk", "sl")
_WESTERN = ("fr", "es", "pt", "it", "de", "sv", "da", "ca")
_BALTIC = ("lt", "lv")

# The codec, what the bytes were, and the languages for whose text this happens; likeliest first. Where two of them say
# the same of a text the earlier one is named, so Latin-5 and others that are parts of a Windows code page are not here.
MISREAD = (
    ("cp1252", "cp1250", _CENTRAL),
    ("cp1252", "cp1254", ("tr",)),
    ("cp1252", "cp1257", _BALTIC),
    ("cp1252", "iso-8859-2", _CENTRAL),
    ("latin-1", "cp1250", _CENTRAL),
    ("cp1250", "iso-8859-2", _CENTRAL),
    ("cp1250", "cp1252", _WESTERN),
    ("cp1257", "cp1252", _WESTERN),
    ("iso-8859-2", "cp1250", _CENTRAL),
    ("cp1252", "iso-8859-13", _BALTIC),
    ("cp1252", "cp852", _CENTRAL),
    ("latin-1", "cp852", _CENTRAL),
    ("cp1250", "cp852", _CENTRAL),
    ("cp1252", "cp850", _WESTERN),
    ("latin-1", "cp850", _WESTERN),
    ("cp1252", "macroman", _WESTERN),
    ("latin-1", "macroman", _WESTERN),
    ("macroman", "cp1252", _WESTERN),
    ("cp850", "cp1252", _WESTERN),
)


@cache
def characters_before(layer: Layer) -> Mapping[str, str]:
    r"""Return what each character outside ASCII was before a misreading; what it cannot have been is not there.

    Args:
        layer: of two codecs of one byte a character.

    >>> characters_before(Layer("cp1252", source="cp1250"))["\u00b3"] == "\u0142"
    True
    """
    pairs = zip(
        arrivals(Layer(layer.codec))[0x80:], bytes(range(0x80, 0x100)).decode(layer.source, "replace"), strict=True
    )
    return {character: was for character, was in pairs if was != "\ufffd" and not "\x80" <= was <= "\x9f"}

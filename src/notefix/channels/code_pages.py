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

# Outside ASCII, in small letters. The more languages are here, the less clean text is weighed at all: a line in the
# letters of one of them was not misread.
LETTERS = {
    "af": "êëéèïîôûáäöüóíàú",
    "ang": "æþðāēīōūȳċġ",
    "ast": "áéíóúñü",
    "ay": "ñäïü",
    "az": "çəğıöşüİ",
    "br": "ñùêéüâîôû",
    "bs": "čćđšž",
    "ca": "àçèéíïòóúü·",
    "cs": "áčďéěíňóřšťúůýž",
    "csb": "ãąéëłńòóôùż",
    "cy": "âêîôûŵŷäëïöüáéíóúẃýàèìòù",
    "da": "æøåéèêóàüöä",
    "de": "äöüßéà",
    "dsb": "čćěłńóŕřšśźž",
    "eo": "ĉĝĥĵŝŭ",
    "es": "áéíóúñü",
    "et": "äöõüšž",
    "eu": "ñçü",
    "fi": "äöåšž",
    "fo": "áíóúýæøð",
    "fr": "àâçéèêëîïôùûüœæÿñ",
    "fur": "àâçèêìîòôùû",
    "fy": "âêôûúéëïöüàáíóèä",
    "ga": "áéíóú",
    "gd": "àèìòùáéó",
    "gn": "ãẽĩõũỹñáéíóúý",
    "hsb": "čćěłńóřšśźž",
    "hu": "áéíóöőúüű",
    "is": "áéíóúýþæöð",
    "it": "àèéìíîòóùú",
    "kab": "čɣḥḍṭẓěţǧšžâîé",
    "kmr": "çêîşûíḧẍë",
    "lb": "ëéäöüèêôûîïç",
    "lij": "àâæçéèêëìîïòôöùûüñ",
    "lt": "ąčęėįšųūž",
    "ltg": "āčēģīķļņōšūžõ",
    "lv": "āčēģīķļņšūžōŗ",
    "mi": "āēīōū",
    "mt": "ċġħżàèìòù",
    "nb": "æøåéèêòóôàüöä",
    "nl": "ëéïöüèáóêçàíúäâôîû",
    "oc": "àáèéíóòúïüç",
    "pap": "áéíóúèòùüñ",
    "pl": "ąćęłńóśźż",
    "pt": "áâãàçéêíóôõúü",
    "rm": "àèéìòùêöüîâô",
    "ro": "ăâîșțşţ",
    "rom": "čšžěřľ",
    "se": "áčđŋšŧž",
    "sgs": "ąčėęēįōšųūž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšžćđ",
    "sma": "åöïäæø",
    "smn": "áâäčđŋšž",
    "sq": "ëç",
    "sv": "åäöéàüè",
    "szl": "ãćłńŏōśźż",
    "tk": "çäžňöşüý",
    "to": "āēīōūáéíóúʻ",
    "tr": "çğıöşüâîûİ",
    "tt": "äçğıñöşüİ",
    "vep": "äöüčšž",
    "vi": "àáâãèéêìíòóôõùúýăđĩũơư",
    "vot": "äöõüšžčǥ",
    "wa": "åéèêëîôûçâàù",
    "wo": "àéëóñŋ",
    "yo": "áàéèẹíìóòọṣúùńǹḿ",
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

"""The codecs by which UTF-8 gets misread. Data only.

Most likely first: where two channels explain a text equally well, the earlier one is taken. The order follows how
many people have each code page as the default of their system or as their database's; nothing was tuned on it.
The mapping from bytes to characters is Python's own (`encodings`), generated from the Unicode consortium's tables.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["CODECS", "MULTIBYTE_CODECS", "Codec"]


class Codec(NamedTuple):
    """A code page: the name in channel names, what people call it, other names that are understood."""

    name: str
    label: str
    aliases: tuple[str, ...]


# Codecs of one byte a character. Not here are Mac Arabic and Mac Farsi, in which 26 bytes arrive as ASCII punctuation.
CODECS = (
    Codec("cp1252", "Windows-1252", ("windows-1252",)),
    Codec("latin-1", "Latin-1", ("iso-8859-1", "latin1", "l1")),
    Codec("cp1254", "Windows-1254", ("windows-1254",)),
    Codec("cp1250", "Windows-1250", ("windows-1250",)),
    Codec("cp1251", "Windows-1251", ("windows-1251",)),
    Codec("macroman", "Mac Roman", ("mac-roman", "mac_roman", "macintosh")),
    Codec("cp437", "DOS 437", ("ibm437",)),
    Codec("cp850", "DOS 850", ("ibm850",)),
    Codec("cp1253", "Windows-1253", ("windows-1253",)),
    Codec("cp1257", "Windows-1257", ("windows-1257",)),
    Codec("cp1258", "Windows-1258", ("windows-1258",)),
    Codec("cp1256", "Windows-1256", ("windows-1256",)),
    Codec("cp1255", "Windows-1255", ("windows-1255",)),
    Codec("cp874", "Windows-874", ("windows-874",)),
    Codec("iso-8859-15", "Latin-9", ("iso8859-15", "latin-9", "latin9")),
    Codec("iso-8859-2", "Latin-2", ("iso8859-2", "latin-2", "latin2")),
    Codec("iso-8859-9", "Latin-5", ("iso8859-9", "latin-5", "latin5")),
    Codec("iso-8859-5", "ISO 8859-5", ("iso8859-5",)),
    Codec("iso-8859-7", "ISO 8859-7", ("iso8859-7",)),
    Codec("koi8-r", "KOI8-R", ("koi8_r", "koi8r")),
    Codec("cp852", "DOS 852", ("ibm852",)),
    Codec("cp866", "DOS 866", ("ibm866",)),
    Codec("koi8-u", "KOI8-U", ("koi8_u", "koi8u")),
    Codec("mac-cyrillic", "Mac Cyrillic", ("mac_cyrillic", "maccyrillic")),
    Codec("mac-latin2", "Mac Central European", ("mac_latin2", "maclatin2", "mac-centeuro")),
    Codec("mac-greek", "Mac Greek", ("mac_greek", "macgreek")),
    Codec("mac-turkish", "Mac Turkish", ("mac_turkish", "macturkish")),
    Codec("mac-romanian", "Mac Romanian", ("mac_romanian", "macromanian")),
    Codec("mac-croatian", "Mac Croatian", ("mac_croatian", "maccroatian")),
    Codec("mac-iceland", "Mac Icelandic", ("mac_iceland", "maciceland")),
    Codec("iso-8859-13", "Latin-7", ("iso8859-13", "latin-7", "latin7")),
    Codec("iso-8859-4", "Latin-4", ("iso8859-4", "latin-4", "latin4")),
    Codec("iso-8859-16", "Latin-10", ("iso8859-16", "latin-10", "latin10")),
    Codec("cp775", "DOS 775", ("ibm775",)),
)

# Codecs of two bytes a character, sometimes four. A byte that makes no pair with the next is lost, and ASCII from 0x40
# up is taken for the second byte of one.
MULTIBYTE_CODECS = (
    Codec("gbk", "GBK", ()),
    Codec("cp936", "Windows-936", ("windows-936",)),  # with what Python does not have: see `windows`
    Codec("cp932", "Windows-932", ("windows-31j", "windows-932")),
    Codec("cp949", "Windows-949", ("uhc", "windows-949")),
    Codec("big5", "Big5", ("big5-tw",)),
    Codec("gb18030", "GB 18030", ("gb18030-2000",)),
    Codec("cp950", "Windows-950", ("windows-950",)),
    Codec("shift_jis", "Shift_JIS", ("shift-jis", "sjis")),
    Codec("euc-jp", "EUC-JP", ("euc_jp", "eucjp")),
    Codec("euc-kr", "EUC-KR", ("euc_kr", "euckr")),
)

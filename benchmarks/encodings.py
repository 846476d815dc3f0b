"""Is a text taken for UTF-8 that is none, or the other way round, and are guesses right?

    python benchmarks/encodings.py CORPUS [--texts N]

Clean lines are written in an old encoding of their language. By `document_from_bytes`, no such text may be UTF-8; and
of those that it reads with `auto`, the text has to be what was written. The other way round, bytes of UTF-8 are
replaced by others, and the text has to stay UTF-8.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

from notefix.errors import FileError
from notefix.files.document import document_from_bytes
from notefix.language_model.corpus import read_corpus_file

PAIRS = {
    "ar": ("cp1256", "iso8859-6"),
    "cs": ("cp1250", "cp852", "mac-latin2"),
    "de": ("cp1252", "cp437"),
    "el": ("cp1253", "iso8859-7", "cp737"),
    "es": ("cp1252",),
    "et": ("cp1257",),
    "fa": ("cp1256",),
    "fr": ("cp1252", "mac-roman", "cp850"),
    "he": ("cp1255", "cp862"),
    "ja": ("cp932", "euc-jp"),
    "ko": ("cp949", "johab"),
    "pl": ("cp1250", "iso8859-2", "cp852"),
    "ru": ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic"),
    "tr": ("cp1254",),
    "uk": ("cp1251", "koi8-u"),
    "vi": ("cp1258",),
    "zh-CN": ("gbk", "gb18030"),
    "zh-TW": ("big5",),
}
LINES_OF_A_TEXT = (1, 5, 50)
STRAY_BYTES = (1, 3, 10)
MOST_LINES = 4000
LEAST_CHARS = 20


def lines_of(folder: Path) -> list[str]:
    """Return lines of a language that are more than ASCII."""
    lines: list[str] = []
    for file in sorted(folder.iterdir()):
        if ".txt" in file.name:
            found = (line.strip() for _, line in zip(range(MOST_LINES), read_corpus_file(file), strict=False))
            lines += [line for line in found if len(line) > LEAST_CHARS and not line.isascii()]
    return lines


def writable(lines: list[str], encoding: str) -> list[str]:
    """Return the lines that the encoding has all characters of."""
    return [line for line in lines if line.encode(encoding, "ignore").decode(encoding) == line]


def reading_of(data: bytes, text: str, stated: str | None) -> str:
    """Say what is made of the data: `right`, `refused` or `wrong`; and if nothing is stated, `UTF-8` or `refused`."""
    try:
        document = document_from_bytes(data, "text", stated)
    except FileError:
        return "refused"
    if document.encoding == "utf-8":
        return "UTF-8"
    return "right" if document.text == text else "wrong"


def with_strays(data: bytes, stray_bytes: int) -> bytes:
    """Return UTF-8 in which some bytes are others."""
    changed = bytearray(data)
    for place in random.sample(range(len(data)), stray_bytes):
        changed[place] = random.choice(b"\x80\x92\xa0\xe9\xff")  # noqa: S311
    return bytes(changed)


def main() -> None:
    """Print two tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--texts", type=int, default=300)
    arguments = parser.parse_args()
    random.seed(1)
    other = {size: Counter[str]() for size in LINES_OF_A_TEXT}
    auto = {size: Counter[str]() for size in LINES_OF_A_TEXT}
    strays = {(size, count): Counter[str]() for size in LINES_OF_A_TEXT for count in STRAY_BYTES}
    for language, encodings in PAIRS.items():
        if not (arguments.corpus / language).exists():
            continue
        lines = lines_of(arguments.corpus / language)
        for size in LINES_OF_A_TEXT:
            for encoding in encodings:
                kept = writable(lines, encoding)
                for _ in range(arguments.texts if len(kept) >= size else 0):
                    text = "\n".join(random.sample(kept, size))
                    data = text.encode(encoding)
                    other[size][reading_of(data, text, None)] += 1
                    auto[size][reading_of(data, text, "auto")] += 1
            for count in STRAY_BYTES:
                for _ in range(arguments.texts):
                    text = "\n".join(random.sample(lines, min(size, len(lines))))
                    strays[size, count][reading_of(with_strays(text.encode(), count), text, None)] += 1
    print("| lines | texts in another encoding | taken for UTF-8 | `auto`: right | wrong | refused |")
    print("|---|---|---|---|---|---|")
    for size, found in other.items():
        print(f"| {size} | {found.total()} | {found['UTF-8']} |", end=" ")
        print(f"{auto[size]['right']} | {auto[size]['wrong']} | {auto[size]['refused']} |")
    print("\n| lines | stray bytes | texts in UTF-8 | kept as UTF-8 |\n|---|---|---|---|")
    for (size, count), found in strays.items():
        print(f"| {size} | {count} | {found.total()} | {found['UTF-8']} |")


if __name__ == "__main__":
    main()

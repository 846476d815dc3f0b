from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notefix.files.document import document_from_bytes
from notefix.files.fixing import fix_document
from notefix.files.stray_bytes import find_stray_bytes
from notefix.pipeline import repair

JAPANESE = "湖のそばでお茶を飲みました。"
DAMAGED = JAPANESE.encode().decode("latin-1")


def test_each_run_is_told_of_with_its_place() -> None:
    data = f"{JAPANESE}\r\n".encode() + b"x\xe9y\xff\xfe\rz\n\n" + JAPANESE.encode() + b"\xe6\xb9\xff\xff\xff"
    for mark in (b"", b"\xef\xbb\xbf"):
        begin = len(mark) + len(JAPANESE.encode()) + 2
        assert [
            (finding.rule, finding.line, finding.column, finding.message)
            for finding in find_stray_bytes(document_from_bytes(mark + data, "a.txt"))
        ] == [
            ("not-utf8", 2, 2, f"Byte 0xE9 at offset {begin + 1} is not UTF-8, and is kept."),
            ("not-utf8", 2, 4, f"2 bytes at offset {begin + 3} (0xFF 0xFE) are not UTF-8, and are kept."),
            (
                "not-utf8",
                5,
                len(JAPANESE) + 1,
                f"5 bytes at offset {2 * begin - len(mark) + 7} (0xE6 0xB9 0xFF 0xFF ...) are not UTF-8, and are kept.",
            ),
        ]


@pytest.mark.parametrize(("runs", "last"), [(50, None), (51, "There is 1 more run"), (60, "There are 10 more runs")])
def test_of_many_runs_the_rest_is_counted(runs: int, last: str | None) -> None:
    document = document_from_bytes((JAPANESE.encode() + b"\xff\n") * runs, "a.txt")
    findings = find_stray_bytes(document)
    assert len(findings) == min(runs, 51)
    assert (findings[-1].line, findings[-1].column) == (min(runs, 51), len(JAPANESE) + 1)
    if last:
        assert findings[-1].message == f"{last} of bytes that are not UTF-8, and are kept."


@given(st.lists(st.binary(max_size=3), max_size=60))
def test_every_stray_byte_is_where_the_finding_says(parts: list[bytes]) -> None:
    data = "".join([JAPANESE, *(JAPANESE[:3] for _ in parts)]).encode()
    data += b"".join(part + JAPANESE.encode() for part in parts).replace(b"\0", b"")
    document = document_from_bytes(data, "a.txt", "utf-8")
    for finding in find_stray_bytes(document)[:50]:
        offset_bytes = int(finding.message.partition("offset ")[2].split()[0])
        before = data[:offset_bytes].decode("utf-8", "surrogateescape")
        lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert (finding.line, finding.column) == (len(lines), len(lines[-1]) + 1)
        assert 0xDC80 <= ord(document.text[len(before)]) <= 0xDCFF


def test_what_a_report_prints_is_in_order() -> None:
    data = f"{DAMAGED}\n".encode() * 3 + JAPANESE.encode() * 2 + b"\xff\n" + f"{DAMAGED}\n".encode()
    outcome = fix_document(document_from_bytes(data, "a.txt"))
    assert [(finding.line, finding.rule) for finding in outcome.findings] == [
        *((number, "mojibake") for number in (1, 2, 3)),
        (4, "not-utf8"),
        (5, "mojibake"),
    ]
    assert fix_document(document_from_bytes(DAMAGED.encode(), "a.txt")).findings == outcome.repair.findings[:1]


def test_damage_is_repaired_beside_a_stray_byte_and_never_across_it() -> None:
    # The first bytes of a character, a stray byte, and the character's last byte.
    whole, cut = "caf\u00c3\u00a9", "caf\u00c3\udca9\u00a9"
    text = f"{whole} \udc80 {whole}\n{cut}\n{whole}\n"
    assert repair(text).text == f"café \udc80 café\n{cut}\ncafé\n"


@pytest.mark.parametrize("codec", ["latin-1", "cp437", "cp1252", "cp1254", "gbk", "cp932"])
def test_lone_surrogates_neither_raise_nor_change(codec: str) -> None:
    damaged = JAPANESE.encode().decode(codec, "ignore")
    for place in range(len(damaged)):
        text = f"{damaged[:place]}\udcff{damaged[place:]}\n{damaged}\n"
        repaired = repair(text).text
        assert [character for character in repaired if "\ud800" <= character <= "\udfff"] == ["\udcff"]
        if codec == "cp437":  # which lost nothing: so each side is what it was, read as Japanese or not
            line = repaired.partition("\n")[0]
            read_wrongly = (c.encode().decode(codec) if c in JAPANESE else c for c in line)
            assert "".join(read_wrongly) == text.partition("\n")[0]

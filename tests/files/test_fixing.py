from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notefix.errors import FileError
from notefix.files.document import Document, document_to_bytes
from notefix.files.fixing import fix_document, fix_file
from notefix.settings import Settings

DAMAGED = "Le caf\u00c3\u00a9 est ferm\u00c3\u00a9"
REPAIRED = "Le caf\u00e9 est ferm\u00e9"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", ""])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_a_file_is_repaired_and_keeps_mark_and_ending(tmp_path: Path, ending: str, bom: bytes) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(bom + f"one{ending}{DAMAGED}{ending}".encode())
    outcome = fix_file(file)
    assert (outcome.path, outcome.changed, outcome.written) == (str(file), True, True)
    assert outcome.repair.changed
    assert file.read_bytes() == bom + f"one{ending}{REPAIRED}{ending}".encode()


def test_mixed_endings_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(f"one\r\n{DAMAGED}\rtwo\n\n{DAMAGED}".encode())
    fix_file(file)
    assert file.read_bytes() == f"one\r\n{REPAIRED}\rtwo\n\n{REPAIRED}".encode()


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"Tea is ready.\n", "Le caf\u00e9.\r\n".encode()])
def test_a_clean_file_is_not_written(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(data)
    os.utime(file, ns=(1_000, 1_000))
    file.chmod(0o444)  # read-only is no error where nothing has to be written
    outcome = fix_file(file)
    assert (outcome.changed, outcome.written) == (False, False)
    assert (file.read_bytes(), file.stat().st_mtime_ns) == (data, 1_000)


def test_without_write_only_the_outcome_is_returned(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(DAMAGED, encoding="utf-8")
    outcome = fix_file(file, write=False)
    assert (outcome.before.text, outcome.after.text) == (DAMAGED, REPAIRED)
    assert (outcome.changed, outcome.written) == (True, False)
    assert file.read_text(encoding="utf-8") == DAMAGED


def test_normalization_alone_is_a_change_too(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("e\u0301\n".encode())
    outcome = fix_file(file, Settings(normalize="NFC"))
    assert (outcome.changed, outcome.repair.changed, outcome.written) == (True, False, True)
    assert file.read_bytes() == "\u00e9\n".encode()


def test_a_change_between_reading_and_writing_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import notefix.pipeline

    file = tmp_path / "a.txt"
    file.write_text(DAMAGED, encoding="utf-8")
    repair = notefix.pipeline.repair

    def slow_repair(text: str, settings: Settings | None = None) -> object:
        file.write_text("somebody's work", encoding="utf-8")
        return repair(text, settings)

    monkeypatch.setattr(notefix.pipeline, "repair", slow_repair)
    with pytest.raises(FileError, match="was changed while"):
        fix_file(file)
    assert file.read_text(encoding="utf-8") == "somebody's work"


def test_a_document_is_repaired_without_a_disk() -> None:
    outcome = fix_document(Document("<stdin>", DAMAGED, bom=True))
    assert outcome.after == Document("<stdin>", REPAIRED, bom=True)
    assert outcome.settings == Settings()


def test_what_the_encoding_of_a_file_cannot_say_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    data = ("Une phrase en fran\u00e7ais.\n" + "茶很好".encode().decode("latin-1") + "\n").encode("latin-1")
    file.write_bytes(data)
    for write in (True, False):
        with pytest.raises(FileError, match=r"a\.txt: the result has no iso8859-1 form: character U\+8336 \(茶\)\.$"):
            fix_file(file, from_encoding="latin-1", write=write)
    assert file.read_bytes() == data


def test_a_file_with_stray_bytes_is_repaired_around_them(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(f"{DAMAGED}\r\n".encode() * 3 + b"x \xe9 y\r\n" + f"{DAMAGED}".encode())
    outcome = fix_file(file)
    assert file.read_bytes() == f"{REPAIRED}\r\n".encode() * 3 + b"x \xe9 y\r\n" + REPAIRED.encode()
    assert [finding.rule for finding in outcome.findings] == ["mojibake"] * 3 + ["not-utf8", "mojibake"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.binary(max_size=20) | st.sampled_from([DAMAGED.encode(), DAMAGED.encode("latin-1"), "茶".encode()])),
    st.sampled_from([None, "auto", "utf-8", "cp1252", "latin-1", "utf-16-le"]),
)
def test_any_bytes_are_repaired_as_they_say_or_left_as_they_are(
    tmp_path: Path, parts: list[bytes], from_encoding: str | None
) -> None:
    file, data = tmp_path / "a.txt", b"\n".join(parts)
    file.write_bytes(data)
    try:
        outcome = fix_file(file, from_encoding=from_encoding)
    except FileError:
        assert file.read_bytes() == data
    else:
        assert document_to_bytes(outcome.before) == data
        assert file.read_bytes() == document_to_bytes(outcome.after)
        assert outcome.written == (document_to_bytes(outcome.after) != data)
    assert list(tmp_path.iterdir()) == [file]

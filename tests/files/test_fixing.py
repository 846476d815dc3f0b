from __future__ import annotations

import os
from pathlib import Path

import pytest

from notefix.errors import FileError
from notefix.files.document import Document
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

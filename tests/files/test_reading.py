from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from notefix.errors import FileError
from notefix.files.reading import bytes_from_file

needs_fifo = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")


def test_a_file_is_read_byte_for_byte(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"a\r\nb\x1a\n\xff")
    assert bytes_from_file(file) == b"a\r\nb\x1a\n\xff"
    assert bytes_from_file(str(file)) == b"a\r\nb\x1a\n\xff"


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one")
    (tmp_path / "link").symlink_to("a.txt")
    assert bytes_from_file(tmp_path / "link") == b"one"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "dangling").symlink_to("nothing")
    for path, words in [
        (str(tmp_path / "nothing"), "no such file"),
        (str(tmp_path / "dangling"), "no such file"),
        ("", "no such file"),
        (str(tmp_path), "is a directory, not a file"),
        (os.devnull, "is a device, not a file"),
        (str(tmp_path / "loop"), "cannot be read"),
        ("a\0b", "cannot be read"),
    ]:
        with pytest.raises(FileError) as refusal:
            bytes_from_file(path)
        assert str(refusal.value).startswith(f"{path}: {words}")


@needs_fifo
def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match=r"pipe: is a pipe, not a file\.$"):
        bytes_from_file(tmp_path / "pipe")


@needs_fifo
def test_a_pipe_that_took_the_place_of_a_file_is_refused_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_bytes(b"")
    of_file = (tmp_path / "file").stat()
    monkeypatch.setattr(os, "stat", lambda name: of_file)
    with pytest.raises(FileError, match=r"pipe: is a pipe, not a file\.$"):
        bytes_from_file(tmp_path / "pipe")


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the whole path may be too long for a socket
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        with pytest.raises(FileError, match=r"^socket: is a socket, not a file\.$"):
            bytes_from_file("socket")

"""Killed writers and rival processes: the book is the old one or the new one, never something between."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from huilong.rooms.book.store import Book
from huilong.rooms.book.tests.test_store import DAY, loans, receipts, told

WRITE = textwrap.dedent(
    """
    import os, signal, sys
    from huilong.rooms.book.store import Book, manifest
    from huilong.rooms.book.tests.test_store import DAY, receipts, source

    book = Book.open(sys.argv[1], 2)
    if sys.argv[2] == "die":
        manifest.commit = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    for i in range(int(sys.argv[3])):
        row = ("L1", f"{sys.argv[2]}{i}", DAY, 1, DAY)
        book.append({"receipts": receipts([row])}, source(sha=f"{sys.argv[2]}{i}"))
    """
)


def writer(book, name, commits):
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": ""}
    return subprocess.Popen([sys.executable, "-c", WRITE, book.place.url, name, str(commits)], env=environment)


def test_a_writer_killed_between_its_files_and_the_manifest_leaves_the_old_book(tmp_path):
    book = Book.open(str(tmp_path), 2)
    book.append({"loans": loans(), "receipts": receipts([("L1", "R1", DAY, 1, DAY)])})

    killed = writer(book, "die", 1)

    assert killed.wait(120) == -signal.SIGKILL
    opened = Book.open(str(tmp_path), 2)
    assert (opened.version, told(opened)) == (book.version, told(book))
    assert len(opened.place.names("data/receipts")) == 2
    opened.append({"receipts": receipts([("L1", "R2", DAY, 2, DAY)])})
    assert [r[1] for r in told(opened)] == ["R1", "R2"]


@pytest.mark.slow
def test_two_processes_writing_at_once_both_land_whole(tmp_path):
    book = Book.open(str(tmp_path), 2)
    book.append({"loans": loans()})

    writers = [writer(book, name, 8) for name in ("a", "b")]

    assert [w.wait(120) for w in writers] == [0, 0]
    assert sorted(r[1] for r in told(book.refresh())) == sorted(f"{n}{i}" for n in "ab" for i in range(8))
    assert [s.number for s in book.manifest.sources] == list(range(1, 17))

"""The book as of a day: what is learned later never changes an earlier answer, however it arrived."""

from datetime import date
from itertools import count, pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huilong.kernel.days import FOREVER, day_number
from huilong.kernel.refusal import Refusal
from huilong.rooms.book.rules.keys import loan_key
from huilong.rooms.book.store import Book, Source, compact, manifest
from huilong.rooms.book.store.columns import keys_of

DAY = day_number(date(2026, 1, 1))
LOANS = ["L1", "L2", "借据3"]
_source = count(1)
KNOWN_KEYS = [2147483655, 3747135510690466365, 352888498513867898]


def loans(names=LOANS, known_on=DAY):
    ids = pa.array(names, pa.string())
    return pa.table({"loan_id": ids, "known_on": pa.array([known_on] * len(names), pa.int32())})


def receipts(rows):
    """Rows of (loan, receipt, on, amount, known_on), as the feed names them."""
    names = ["loan_id", "receipt_id", "on", "amount", "known_on"]
    columns = list(zip(*rows, strict=True)) or [()] * 5
    types = [pa.string(), pa.string(), pa.int32(), pa.int64(), pa.int32()]
    return pa.table({n: pa.array(c, t) for n, c, t in zip(names, columns, types, strict=True)})


def source(slot="", known_on=DAY, sha=None):
    return Source(name="file.csv", sha256=sha or f"sha-{next(_source)}", known_on=known_on, slot=slot)


def told(book, known_by=FOREVER, table="receipts"):
    """All that the book says of a table by a day, order aside."""
    names = ["loan", "receipt_id", "on", "amount", "known_on"]
    found = [book.table(table, b, known_by).select(names).to_pylist() for b in range(book.buckets)]
    return sorted(tuple(row.values()) for rows in found for row in rows)


@pytest.fixture
def book(tmp_path):
    opened = Book.open(str(tmp_path / "book"), 2)
    opened.append({"loans": loans()})
    return opened


facts = st.lists(
    st.tuples(
        st.sampled_from(LOANS),
        st.sampled_from(["R1", "R2", "R3", "R4"]),
        st.integers(DAY, DAY + 9),
        st.integers(1, 10_000),
        st.integers(DAY, DAY + 9),
    ),
    max_size=25,
    unique_by=lambda r: (r[0], r[1], r[4]),
)
quiet = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def expected(rows, known_by):
    """The model: of one receipt, the last row known by the day."""
    latest = {}
    for row in sorted((r for r in rows if r[4] <= known_by), key=lambda r: r[4]):
        latest[row[0], row[1]] = (loan_key(row[0]), *row[1:])
    return sorted(latest.values())


def filled(directory, batches, merge_after=()):
    book = Book.open(str(directory), 2)
    book.append({"loans": loans()})
    for i, batch in enumerate(batches):
        book.append({"receipts": receipts(batch)})
        if i in merge_after:
            book.compact()
    return book


@quiet
@given(rows=facts, cuts=st.lists(st.integers(0, 25), max_size=4), data=st.data())
def test_every_day_is_answered_as_the_house_knew_it(tmp_path_factory, rows, cuts, data):
    ends = [0, *sorted(min(c, len(rows)) for c in cuts), len(rows)]
    batches = [rows[a:b] for a, b in pairwise(ends)]
    merge = data.draw(st.sets(st.integers(0, len(batches)), max_size=2))
    shuffled = data.draw(st.permutations(batches))

    book = filled(tmp_path_factory.mktemp("b"), batches)
    other = filled(tmp_path_factory.mktemp("b"), shuffled, merge)

    for day in range(DAY - 1, DAY + 11, 2):
        assert told(book, day) == expected(rows, day) == told(other, day)


def test_a_later_row_supersedes_from_the_day_it_was_known(book):
    book.append({"receipts": receipts([("L1", "R1", DAY, 100, DAY + 1)])})
    book.append({"receipts": receipts([("L1", "R1", DAY, 90, DAY + 5)])})

    assert [r[3] for r in told(book, DAY + 4)] == [100]
    assert [r[3] for r in told(book, DAY + 5)] == [90]
    assert told(book, DAY) == []


def test_a_corrected_file_supersedes_its_slot_and_both_are_kept(book):
    slot = "receipts/2026-01-02"
    book.append({"receipts": receipts([("L1", "R1", DAY, 1, DAY + 1)])}, source(slot, DAY + 1))
    book.append({"receipts": receipts([("L2", "R2", DAY, 2, DAY + 3)])}, source(slot, DAY + 3))

    before = {day: told(book, day) for day in range(DAY, DAY + 5)}
    assert [[r[1] for r in rows] for rows in before.values()] == [[], ["R1"], ["R1"], ["R2"], ["R2"]]

    book.compact()
    assert {day: told(book, day) for day in range(DAY, DAY + 5)} == before


def test_the_file_sent_last_wins_its_slot_whichever_came_first(book):
    slot = "receipts/2026-01-02"
    book.append({"receipts": receipts([("L2", "R2", DAY, 2, DAY + 3)])}, source(slot, DAY + 3))
    book.append({"receipts": receipts([("L1", "R1", DAY, 1, DAY + 1)])}, source(slot, DAY + 1))

    assert [r[1] for r in told(book, DAY + 2)] == ["R1"]
    assert [r[1] for r in told(book, DAY + 3)] == ["R2"]


def test_a_file_taken_is_known_by_its_digest(book):
    book.append({"receipts": receipts([("L1", "R1", DAY, 1, DAY)])}, source(sha="abc"))

    assert book.has_source("abc")
    assert Book.open(book.place.url, 2).has_source("abc")
    assert not book.has_source("abd")


def test_a_crash_before_the_manifest_leaves_the_old_book(book, monkeypatch):
    book.append({"receipts": receipts([("L1", "R1", DAY, 1, DAY)])})
    version, before = book.version, told(book)

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(manifest, "commit", killed)
    with pytest.raises(KeyboardInterrupt):
        book.append({"receipts": receipts([("L1", "R9", DAY, 9, DAY)])})
    monkeypatch.undo()

    opened = Book.open(book.place.url, 2)
    assert (opened.version, told(opened)) == (version, before)
    opened.append({"receipts": receipts([("L1", "R2", DAY, 2, DAY)])})
    assert [r[1] for r in told(opened)] == ["R1", "R2"]


def test_what_a_crash_left_behind_is_swept_and_what_is_named_is_kept(book):
    orphan = "data/receipts/00000099-dead.parquet"
    book.append({"receipts": receipts([("L1", "R1", DAY, 1, DAY)])})
    with book.place.create(orphan) as stream:
        stream.write(b"half")

    assert manifest.sweep(book.place, [book.manifest], ["receipts"], grace_seconds=3600) == 0
    assert manifest.sweep(book.place, [book.manifest], ["receipts"], grace_seconds=0) >= 1
    assert not book.place.exists(orphan)
    assert len(told(Book.open(book.place.url, 2))) == 1


def test_two_writers_who_opened_the_same_version_both_land(book):
    other = Book.open(book.place.url, 2)
    book.append({"receipts": receipts([("L1", "R1", DAY, 1, DAY)])}, source())
    other.append({"receipts": receipts([("L1", "R2", DAY, 2, DAY)])}, source())

    assert [r[1] for r in told(book.refresh())] == ["R1", "R2"]
    assert [s.number for s in book.manifest.sources] == [1, 2]


def test_a_second_writer_is_refused_while_the_book_is_held(book):
    with book.place.locked(), pytest.raises(Refusal, match="book-busy"), book.place.locked(wait_seconds=0.1):
        pass


def test_a_number_already_taken_is_never_overwritten(book):
    with pytest.raises(Refusal, match="book-moved"):
        manifest.commit(book.place, book.manifest)


def test_a_reader_keeps_its_version_while_others_write(book):
    book.append({"receipts": receipts([("L1", "R1", DAY, 1, DAY)])})
    reader = Book.open(book.place.url, 2)
    before = told(reader)
    book.append({"receipts": receipts([("L1", "R1", DAY, 5, DAY)])})
    book.compact()

    assert told(reader) == before
    assert told(reader.refresh()) != before


def test_many_commits_are_merged_by_themselves(book):
    rows = [(LOANS[i % 3], f"R{i}", DAY + i % 5, i + 1, DAY + i) for i in range(compact.MOST_FILES + 5)]
    for row in rows:
        book.append({"receipts": receipts([row])})

    assert len(book.manifest.files_of("receipts")) <= compact.MOST_FILES
    assert told(book, DAY + 7) == expected(rows, DAY + 7)


def test_another_bucket_count_is_refused(book):
    with pytest.raises(Refusal, match="book-other-buckets"):
        Book.open(book.place.url, 3)


def test_a_missing_column_is_refused_and_nothing_is_taken(book):
    version = book.version
    with pytest.raises(Refusal, match="book-bad-column"):
        book.append({"receipts": receipts([("L1", "R1", DAY, 1, DAY)]).drop_columns(["amount"])})
    assert Book.open(book.place.url, 2).version == version


def test_a_large_import_is_put_aside_by_bucket_and_comes_out_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr("huilong.rooms.book.store.book.SPILL_ROWS", 7)
    rows = [(LOANS[i % 3], f"R{i}", DAY + i % 5, i + 1, DAY + i % 7) for i in range(40)]
    book = Book.open(str(tmp_path), 4)
    with book.writing() as commit:
        commit.add({"loans": loans()})
        for i in range(0, 40, 5):
            commit.add({"receipts": receipts(rows[i : i + 5])}, source(sha="one file"))

    assert told(book) == expected(rows, FOREVER)
    assert [s.rows for s in book.manifest.sources] == [{"receipts": 40}]


def test_the_book_lives_at_any_url_of_a_filesystem(tmp_path):
    book = Book.open(f"file://{tmp_path}/far", 2)
    book.append({"loans": loans()})

    assert sorted(Book.open(str(tmp_path / "far"), 2).loan_ids()["loan_id"].to_pylist()) == sorted(LOANS)
    assert book.loan_keys().tolist() == sorted(loan_key(n) for n in LOANS)
    assert book.loans_known(np.array([loan_key("L1"), 7])).tolist() == [True, False]


@given(st.lists(st.text(max_size=12), max_size=6), st.integers(0, 3))
@settings(deadline=None, max_examples=50)
def test_the_key_of_a_column_is_the_key_of_each(names, first):
    assert keys_of(pa.array(names, pa.string()).slice(first)).tolist() == [loan_key(n) for n in names[first:]]


def test_keys_stay_what_they_are():
    assert [loan_key(n) for n in ("", "L1", "借据3")] == KNOWN_KEYS

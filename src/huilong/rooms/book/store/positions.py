"""Positions (账龄结果) on disk: what each loan owed on a day, a Parquet file for each bucket in `positions/on=DAY`.

A file is replaced whole, by renaming. It carries the mark of what it was computed from (book version, day, terms, law),
so that a night cut short goes on where it stopped; and the loans it set aside, with the reason.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from huilong.engine.compile import compiled, source_mark
from huilong.kernel.days import FOREVER, day_number
from huilong.rooms.book.rules.ageing import age_bucket, slots_needed
from huilong.rooms.book.rules.contract import Contract
from huilong.rooms.book.rules.shapes import GRACE_DAYS, NONE, BucketFacts, Positions, desk_size, empty_positions
from huilong.rooms.book.store import bounds, manifest
from huilong.rooms.book.store.gather import DESCRIPTION, Gathered, gather
from huilong.rooms.book.store.manifest import Manifest
from huilong.rooms.book.store.place import Place
from huilong.rooms.book.store.read import Snapshot

I32, I64 = pa.int32(), pa.int64()
AMOUNTS = [
    f"{part}_{component}"
    for part in ("overdue", "outstanding")
    for component in ("principal", "interest", "fee", "penalty")
]
SCHEMA = pa.schema(
    [
        pa.field("loan", I64, nullable=False),
        pa.field("loan_id", pa.string(), nullable=False),
        pa.field("borrower", pa.string()),
        pa.field("product", pa.string()),
        pa.field("past_due_days", I32, nullable=False),
        pa.field("delinquent_days", I32, nullable=False),
        pa.field("delinquent_since", I32),
        pa.field("bucket", pa.int8(), nullable=False),
        pa.field("delinquent_fen", I64, nullable=False),
        *(pa.field(name, I64, nullable=False) for name in AMOUNTS),
        pa.field("unapplied_fen", I64, nullable=False),
        pa.field("past_due_instalments", I32, nullable=False),
        pa.field("oldest_due", I32),
        pa.field("last_receipt_on", I32),
        pa.field("paid_fen", I64, nullable=False),
        pa.field("settled", pa.bool_(), nullable=False),
        pa.field("written_off", pa.bool_(), nullable=False),
    ]
)
FORMAT = 1


@dataclass(frozen=True)
class SetAside:
    """A loan that could not be aged (搁置) and why, in both languages; the night goes on without it."""

    loan_id: str
    code: int
    zh: str
    en: str


@dataclass(frozen=True)
class BucketDone:
    """What came of one bucket: loans aged, instalments looked at, loans set aside, whether it was done before."""

    loans: int
    instalments: int
    aside: tuple[SetAside, ...]
    skipped: bool = False


@dataclass(frozen=True)
class AgeBucket:
    """The task of ageing one bucket (分桶账龄任务), plain and picklable: the same on this machine and on Spark."""

    url: str
    buckets: int
    version: int
    on: date
    known_by: date
    contract: Contract

    @property
    def mark(self) -> str:
        """A fingerprint of all that the answer depends on."""
        law = source_mark(age_bucket)
        told = [FORMAT, self.version, self.on.isoformat(), self.known_by.isoformat(), list(self.contract.terms), law]
        return sha256(json.dumps(told).encode()).hexdigest()

    def __call__(self, bucket: int) -> BucketDone:
        """Age one bucket and put its positions in place, unless that was done."""
        book = _snapshot(self.url, self.buckets, self.version)
        path = path_of(self.on, bucket)
        found = done_before(book.place, path, self.mark)
        if found is not None:
            return found
        gathered = gather(book, bucket, day_number(self.on), day_number(self.known_by))
        table, aside = aged(gathered, self.contract, self.on)
        done = BucketDone(table.num_rows, len(gathered.facts.instalment_no), tuple(aside))
        _put(book.place, path, table, self.mark, done)
        return done


@lru_cache(maxsize=2)
def _snapshot(url: str, buckets: int, version: int) -> Snapshot:
    place = Place(url)
    held = manifest.load(place, buckets, version) if version else Manifest(0, buckets)
    return Snapshot(place, held)


def path_of(on: date, bucket: int) -> str:
    """Where the positions of a bucket are, under the book's root."""
    return f"{directory_of(on)}/bucket-{bucket:04d}.parquet"


def directory_of(on: date) -> str:
    """Where the positions of a day are."""
    return f"positions/on={on.isoformat()}"


def aged(gathered: Gathered, contract: Contract, on: date) -> tuple[pa.Table, list[SetAside]]:
    """Age a gathered bucket; returns its positions (schema `SCHEMA`, by loan key) and the loans set aside."""
    facts = gathered.facts
    reasons = compiled(bounds.faults)(facts)
    out = empty_positions(_zeros, len(facts.loan))
    terms = np.array(contract.terms, np.int64)
    fit = np.flatnonzero(reasons == bounds.FINE)
    reasons[age_some(terms, facts, fit, day_number(on), out)] = bounds.FAILED
    here = np.flatnonzero(reasons == bounds.FINE)
    loan_ids = gathered.described["loan_id"]
    aside = [
        SetAside(loan_ids[k].as_py(), code, bounds.REASONS[code].zh, bounds.REASONS[code].en)
        for k in np.flatnonzero(reasons).tolist()
        if (code := int(reasons[k]))
    ]
    return _table(gathered, out, contract, here, day_number(on)), aside


def _zeros(count: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.zeros(count, np.int64)


def age_some(terms: Any, facts: BucketFacts, which: Any, on: int, out: Positions) -> list[int]:
    """Age the loans `which`; those on which the law raises are found by halving and returned."""
    if not len(which):
        return []
    desk = _zeros(desk_size(compiled(slots_needed, allocates=False)(facts)))
    failed: list[int] = []
    todo = [which]
    while todo:
        some = todo.pop()
        try:
            compiled(age_bucket, allocates=False)(terms, facts, some, on, desk, np.zeros_like(desk), _zeros(0), out)
        except (ArithmeticError, IndexError, ValueError, AssertionError):
            if len(some) == 1:
                failed.append(int(some[0]))
            else:
                todo += [some[: len(some) // 2], some[len(some) // 2 :]]
    return failed


def _table(gathered: Gathered, out: Positions, contract: Contract, here: Any, on: int) -> pa.Table:
    facts = gathered.facts
    got = {name: column[here] for name, column in out._asdict().items()}
    current = got["oldest_due"] >= FOREVER
    described = gathered.described.take(pa.array(here))
    overdue = [got[n] for n in AMOUNTS[:4]]
    outstanding = [got[n] for n in AMOUNTS[4:]]
    since = got["oldest_due"] + contract.terms[GRACE_DAYS]
    columns: dict[str, Any] = {
        "loan": facts.loan[here],
        **{name: described[name] for name in DESCRIPTION},
        "delinquent_since": pa.array(since.astype(np.int32), mask=current),
        "bucket": got["bucket"].astype(np.int8),
        "delinquent_fen": sum(overdue),
        "unapplied_fen": got["unapplied"],
        "oldest_due": pa.array(got["oldest_due"].astype(np.int32), mask=current),
        "last_receipt_on": pa.array(got["last_receipt_on"].astype(np.int32), mask=got["last_receipt_on"] == NONE),
        "paid_fen": got["paid"],
        "settled": sum(outstanding) == 0,
        "written_off": facts.stop_on[here] <= on,
        **{name: got[name].astype(np.int32) for name in ("past_due_days", "delinquent_days", "past_due_instalments")},
        **{name: got[name] for name in AMOUNTS},
    }
    return pa.table([columns[field.name] for field in SCHEMA], schema=SCHEMA)


def done_before(place: Place, path: str, mark: str) -> BucketDone | None:
    """What came of a bucket that was aged already from the same book by the same terms and law; None if not."""
    if not place.exists(path):
        return None
    try:
        told = pq.read_schema(place.open(path)).metadata or {}
    except pa.ArrowInvalid:  # a power cut took its bytes
        return None
    if told.get(b"huilong.mark") != mark.encode():
        return None
    loans, instalments, aside = json.loads(told[b"huilong.done"])
    return BucketDone(loans, instalments, tuple(SetAside(*row) for row in aside), skipped=True)


def _put(place: Place, path: str, table: pa.Table, mark: str, done: BucketDone) -> None:
    aside = [[a.loan_id, a.code, a.zh, a.en] for a in done.aside]
    told = json.dumps([done.loans, done.instalments, aside], ensure_ascii=False)
    table = table.replace_schema_metadata({"huilong.mark": mark, "huilong.done": told})
    place.make(path.rpartition("/")[0])
    part = f"{path}.{uuid4().hex[:8]}.part"
    with place.create(part) as stream:
        pq.write_table(table, stream, compression="zstd", compression_level=1, use_dictionary=_REPEATED)
    place.move(part, path)


_REPEATED = ["product", "bucket", "past_due_days", "delinquent_days", "past_due_instalments", "last_receipt_on"]


def days_aged(place: Place) -> list[date]:
    """The days that have positions (complete or not), oldest first."""
    return sorted(date.fromisoformat(n.removeprefix("on=")) for n in place.directories("positions") if n[:3] == "on=")


def names(place: Place, on: date) -> list[str]:
    """The paths of a day's positions, by bucket; none if that day was not aged."""
    directory = directory_of(on)
    return sorted(f"{directory}/{name}" for name in place.names(directory) if name.endswith(".parquet"))


def settle(place: Place, on: date) -> None:
    """Force a day's positions to the disk, all at once: waiting for each would cost more than ageing it."""
    for path in names(place, on):
        place.settle(path)


def delete(place: Place, on: date) -> bool:
    """Delete the positions of a day; whether there were any."""
    found = names(place, on)
    for path in found:
        place.delete(path)
    return bool(found)


def read(place: Place, on: date, columns: list[str] | None = None) -> Iterator[pa.Table]:
    """The positions of a day, a table for each bucket, by bucket; nothing if the day was not aged."""
    for path in names(place, on):
        yield pq.read_table(place.open(path), columns=columns, use_threads=False, partitioning=None)


def set_aside(place: Place, on: date) -> list[SetAside]:
    """The loans set aside on a day."""
    found: list[SetAside] = []
    for path in names(place, on):
        told = (pq.read_schema(place.open(path)).metadata or {}).get(b"huilong.done")
        found += [SetAside(*row) for row in json.loads(told)[2]] if told else []
    return found

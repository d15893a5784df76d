"""Raw positions on the shelf (定位存放): a log written first, Parquet by day and bucket made of it."""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.fs as pafs
import pyarrow.parquet as pq

from huilong.rooms.tracking.store import log
from huilong.rooms.tracking.store.columns import BUCKETS, SCHEMA, TABLE, bucket_of, rows
from huilong.rooms.tracking.terms import Fix

_DAY_US = 86_400_000_000
_ORDER = [("device", "ascending"), ("at", "ascending")]
_TRIES = 5


class Shelf:
    """Where positions are kept (定位存放处): the log in `folder`, Parquet there or at `url`, what pyarrow opens."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder = folder / "log"
        if "://" in url:
            self._fs, root = pafs.FileSystem.from_uri(url)
        else:
            self._fs, root = pafs.LocalFileSystem(), str(Path(url or folder).resolve())
        self._root = f"{root.rstrip('/')}/fixes"
        self._writer, self._process = log.Writer(self.folder), os.getpid()

    def append(self, fixes: Sequence[Fix], vehicles: Mapping[str, int] | None = None) -> None:
        """Keep fixes; returns once they are on disk. `vehicles` names the vehicle of a device, where it is known."""
        if not fixes:
            return
        if self._process != os.getpid():  # after a fork, the parent goes on writing to its own segment
            self._writer, self._process = log.Writer(self.folder), os.getpid()
        self._writer.append(rows(fixes, vehicles or {}))

    def close(self) -> None:
        """Close the segment being written; the next fix begins another."""
        self._writer.close()

    def fixes_of(self, devices: Iterable[str], since: datetime, until: datetime) -> pa.Table:
        """Fixes of these devices from `since` up to, not including, `until`; by device, then time; none twice."""
        wanted = pa.array(sorted(set(devices)), pa.string())
        first, last = _us(since), _us(until) - 1
        chosen = (pc.field("device").isin(wanted)) & (pc.field("at") >= since) & (pc.field("at") < until)
        parts = [one.filter(chosen) for one in self._logged(first, last)]
        begins, ends = (moment.astimezone(UTC).date() for moment in (since, until))
        parts += [self._kept(day, None, chosen) for day in self._days_kept() if begins <= day <= ends]
        return _in_order(parts)

    def fixes_on(self, day: date, bucket: int | None = None) -> pa.Table:
        """Fixes of a day in UTC, of one bucket or all; by device, then time; none twice."""
        first = _us(datetime.combine(day, time(), UTC))
        parts = [_of_day(one, first) for one in self._logged(first, first + _DAY_US - 1)]
        if bucket is not None:
            parts = [_of_bucket(one, bucket) for one in parts]
        return _in_order([*parts, self._kept(day, bucket)])

    def days(self) -> list[date]:
        """Every day of which there is a fix."""
        return sorted({*self._days_kept(), *self.days_waiting()})

    def days_waiting(self) -> list[date]:
        """Days of which the log holds fixes: those to compact."""
        found: set[date] = set()
        for path in log.segments(self.folder):
            found |= _days_of(log.records(path))
        return sorted(found)

    def compact(self, day: date) -> int:
        """Make Parquet of what the log holds of a day; how many fixes the day has now.

        Files of the day are written anew, each at once, with what was there; a segment goes once it is closed and every
        day in it was made Parquet of since. Doing it again, after a crash or not, changes nothing.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "compacting").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            return self._compact(day)

    def _compact(self, day: date) -> int:
        closed = [path for path in log.segments(self.folder) if _closed(path)]
        first = _us(datetime.combine(day, time(), UTC))
        logged = [_of_day(one, first) for one in self._logged(first, first + _DAY_US - 1)]
        table = pa.concat_tables([one for one in logged if len(one)] or [SCHEMA.empty_table()])
        buckets = _buckets(table)
        total = 0
        for bucket in range(BUCKETS):
            fresh = table.filter(pa.array(buckets == bucket)) if len(table) else table
            total += self._rewrite(day, bucket, fresh) if len(fresh) else len(self._kept(day, bucket))
        for path in closed:
            self._tick_off(path, day)
        return total

    def copied(self, to: Path) -> int:
        """Lay what is on this machine beside in `to`, linked where links reach, for a backup; how many files.

        Nobody makes Parquet meanwhile; whoever writes goes on, and a torn end is no harm. Parquet at a URL is not here.
        """
        names: list[Path] = []
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "compacting").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            root = Path(self._root)
            kept = root.rglob("*.parquet") if isinstance(self._fs, pafs.LocalFileSystem) else ()
            for base, found in ((self.folder.parent, log.segments(self.folder)), (root.parent, kept)):
                for path in found:
                    target = to / path.relative_to(base)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    try:
                        os.link(path, target)
                    except OSError:  # another filesystem
                        shutil.copyfile(path, target)
                    names.append(target)
        return len(names)

    def _rewrite(self, day: date, bucket: int, fresh: pa.Table) -> int:
        """Write a bucket's file anew with what was there; the old ones go once the new one is whole."""
        old = self._files(day, bucket)
        table = _in_order([fresh, *(self._read(path) for path in old)])
        folder, name = self._place(day, bucket), uuid4().hex
        self._fs.create_dir(folder, recursive=True)
        path, half = f"{folder}/{name}.parquet", f"{folder}/{name}.half"
        pq.write_table(table, half, filesystem=self._fs, compression="zstd", row_group_size=65_536)
        if isinstance(self._fs, pafs.LocalFileSystem):
            with Path(half).open("rb") as file:
                os.fsync(file.fileno())
        self._fs.move(half, path)
        if isinstance(self._fs, pafs.LocalFileSystem):
            log.sync_folder(Path(folder))
        for one in old:
            with suppress(FileNotFoundError):
                self._fs.delete_file(one)
        return len(table)

    def _tick_off(self, path: Path, day: date) -> None:
        """Note that a closed segment's fixes of a day are in Parquet; without days left the segment goes."""
        done = path.with_suffix(".done")
        with done.open("a", encoding="ascii") as file:
            file.write(f"{day.isoformat()}\n")
        ticked = {date.fromisoformat(line) for line in done.read_text("ascii").split()}
        if _days_of(log.records(path)) <= ticked:
            path.unlink(missing_ok=True)
            done.unlink(missing_ok=True)

    def _logged(self, first: int, last: int) -> Iterator[pa.Table]:
        """Rows of records that may hold fixes between two instants."""
        for path in log.segments(self.folder):
            found = [one.rows() for one in log.records(path) if one.first <= last and one.last >= first]
            if found:
                yield pa.Table.from_batches(found)

    def _kept(self, day: date, bucket: int | None, chosen: pc.Expression | None = None) -> pa.Table:
        """What Parquet holds of a day; looked up again if files were written anew meanwhile."""
        for attempt in range(_TRIES):
            try:
                parts = [self._read(path, chosen) for path in self._files(day, bucket)]
                return pa.concat_tables(parts) if parts else SCHEMA.empty_table()
            except FileNotFoundError:
                if attempt == _TRIES - 1:
                    raise
        raise AssertionError("not reached")

    def _read(self, path: str, chosen: pc.Expression | None = None) -> pa.Table:
        return pq.read_table(path, filesystem=self._fs, filters=chosen, partitioning=None).cast(SCHEMA)

    def _files(self, day: date, bucket: int | None) -> list[str]:
        folder = self._place(day, bucket) if bucket is not None else f"{self._root}/day={day.isoformat()}"
        chosen = pafs.FileSelector(folder, recursive=True, allow_not_found=True)
        return sorted(one.path for one in self._fs.get_file_info(chosen) if one.path.endswith(".parquet"))

    def _place(self, day: date, bucket: int) -> str:
        return f"{self._root}/day={day.isoformat()}/bucket={bucket:02}"

    def _days_kept(self) -> list[date]:
        chosen = pafs.FileSelector(self._root, allow_not_found=True)
        names = (one.base_name for one in self._fs.get_file_info(chosen))
        return sorted(date.fromisoformat(name[4:]) for name in names if name.startswith("day="))


def _closed(path: Path) -> bool:
    try:
        return log.is_closed(path)
    except FileNotFoundError:
        return False


def _us(at: datetime) -> int:
    return round(at.timestamp() * 1_000_000)


def _days_of(found: Iterable[log.Record]) -> set[date]:
    days: set[int] = set()
    for one in found:
        if one.first // _DAY_US == one.last // _DAY_US:
            days.add(one.first // _DAY_US)
        else:
            at = one.rows().column("at").cast(pa.int64()).to_numpy()
            days |= set(np.unique(at // _DAY_US).tolist())
    return {date(1970, 1, 1) + timedelta(days=day) for day in days}


def _of_day(table: pa.Table, first: int) -> pa.Table:
    at = pc.cast(table.column("at"), pa.int64())
    return table.filter(pc.and_(pc.greater_equal(at, first), pc.less(at, first + _DAY_US)))


def _buckets(table: pa.Table) -> np.ndarray:
    devices = pc.dictionary_encode(table.column("device").combine_chunks()) if len(table) else None
    if devices is None:
        return np.zeros(0, np.int64)
    if isinstance(devices, pa.ChunkedArray):
        devices = devices.combine_chunks()
    of_device = np.array([bucket_of(one, None) for one in devices.dictionary.to_pylist()], np.int64)
    vehicles = table.column("vehicle")
    known = pc.is_valid(vehicles).to_numpy()
    found: np.ndarray = np.where(
        known, pc.fill_null(vehicles, 0).to_numpy() % BUCKETS, of_device[devices.indices.to_numpy()]
    )
    return found


def _of_bucket(table: pa.Table, bucket: int) -> pa.Table:
    return table.filter(pa.array(_buckets(table) == bucket)) if len(table) else table


def _in_order(parts: Sequence[pa.Table]) -> pa.Table:
    """By device, then time; of fixes told twice the first, where the vehicle is known rather than not."""
    whole = [part for part in parts if len(part)]
    if not whole:
        return TABLE.empty_table()
    table = pa.concat_tables(whole).combine_chunks().sort_by([*_ORDER, ("vehicle", "ascending")])
    if len(table) > 1:
        device, at = table.column("device"), table.column("at")
        same = pc.and_(pc.equal(device[1:], device[:-1]), pc.equal(at[1:], at[:-1]))
        table = table.filter(pa.concat_arrays([pa.array([True]), pc.invert(same).combine_chunks()]))
    return table.cast(TABLE)

"""What devices told in a window of days (设备信号): from the shelf of raw positions, as the laws take it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Q

from huilong.rooms.tracking import store
from huilong.rooms.tracking.models import Device
from huilong.rooms.tracking.rules.moments import moment, time_of
from huilong.rooms.tracking.rules.shapes import DeviceTrack
from huilong.rooms.tracking.terms import DeviceKind, FixSource

Progress = Callable[[int, int], None]
COLUMNS = ["device", "at", "lat_e7", "lon_e7", "valid", "source", "alarms"]


@dataclass(frozen=True)
class Fitted:
    """A device in a vehicle (车载设备), without anything it told yet."""

    vehicle: int
    blank: DeviceTrack


def fitted(upto: int) -> dict[str, Fitted]:
    """Every device that is in a vehicle at a moment, by number; when it was last heard by its own clock."""
    end = time_of(upto)
    found = Device.objects.filter(Q(until=None) | Q(until__gt=end), vehicle__isnull=False, since__lt=end)
    none, flags = np.zeros(0, np.int64), np.zeros(0, np.bool_)
    return {
        one.number: Fitted(one.vehicle_id or 0, DeviceTrack(
            one.number, DeviceKind(one.kind), one.expected_seconds, none, none, none, flags, (), moment(one.since),
            moment(one.heard.reported_at) if hasattr(one, "heard") else 0,
        ))
        for one in found.select_related("heard")
    }  # fmt: skip


def window_days(begin: int, end: int) -> list[date]:
    """The days in UTC that a window of moments touches."""
    first, last = time_of(begin).date(), time_of(end - 1).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def told(begin: int, end: int, devices: Mapping[str, Fitted], progress: Progress) -> dict[str, DeviceTrack]:
    """What every device in a vehicle told from `begin` to `end`, since it is in there; by number.

    Each file of the shelf is read once; what is held is about 17 bytes a fix.
    """
    names = pa.array(sorted(devices), pa.string())
    found: dict[str, DeviceTrack] = {}
    for bucket in range(store.BUCKETS):
        parts = []
        for day in window_days(begin, end):
            table = store.fixes_on(day, bucket).select(COLUMNS)
            at = table.column("at").cast(pa.int64())
            keep = pc.and_(pc.greater_equal(at, begin), pc.less(at, end))
            parts.append(table.filter(pc.and_(keep, pc.is_in(table.column("device"), value_set=names))))
        whole = pa.concat_tables(parts).unify_dictionaries().combine_chunks()
        for number, track in (_by_device(whole, devices) if whole.num_rows else {}).items():
            found[number] = _both(found[number], track) if number in found else track
        progress(bucket + 1, store.BUCKETS)
    return found


def _both(one: DeviceTrack, other: DeviceTrack) -> DeviceTrack:
    """One device's track of two buckets: it was put into another vehicle between two writings."""
    at = np.concatenate([one.at, other.at])
    order = np.argsort(at, kind="stable")
    place = np.argsort(order)
    lat, lon, good = (
        np.concatenate([getattr(one, name), getattr(other, name)])[order] for name in ("lat", "lon", "good")
    )
    marks = [(int(place[i]), bit) for i, bit in one.sounded]
    marks += [(int(place[i + len(one.at)]), bit) for i, bit in other.sounded]
    return replace(
        one, at=at[order], lat=lat, lon=lon, good=good, sounded=tuple(sorted(marks)), heard=max(one.heard, other.heard)
    )


def _by_device(table: pa.Table, devices: Mapping[str, Fitted]) -> dict[str, DeviceTrack]:
    device = table.column("device").combine_chunks().dictionary_encode()
    at = table.column("at").cast(pa.int64()).to_numpy()
    lat, lon = (table.column(name).to_numpy() for name in ("lat_e7", "lon_e7"))
    satellite = np.asarray(pc.equal(table.column("source").cast(pa.string()), FixSource.SATELLITE.value))
    good = satellite & np.asarray(table.column("valid"))
    names, code = device.dictionary.to_pylist(), device.indices.to_numpy()
    order = np.lexsort((at, code))
    edges = np.searchsorted(code[order], np.arange(len(names) + 1))
    bits = _sounded(table.column("alarms"), order)
    found = {}
    for k, name in enumerate(names):
        blank = devices[name].blank
        a = int(edges[k])
        own = order[a : edges[k + 1]]
        skip = int(np.searchsorted(at[own], blank.since))
        own = own[skip:]
        if not len(own):
            continue
        heard = max(blank.heard, int(at[own[-1]]))
        marks = tuple((i, bit) for i in range(len(own)) for bit in bits.get(a + skip + i, ())) if bits else ()
        found[name] = replace(
            blank, at=at[own], lat=lat[own], lon=lon[own], good=good[own], sounded=marks, heard=heard
        )  # fmt: skip
    return found


def _sounded(column: pa.ChunkedArray, order: np.ndarray) -> dict[int, list[str]]:
    """The bits of the rows that have any, by their place in `order`."""
    lengths = np.asarray(pc.fill_null(pc.list_value_length(column), 0))
    rows = np.flatnonzero(lengths[order])
    return {int(k): column[int(order[k])].as_py() for k in rows}

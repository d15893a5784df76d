"""The columns of a position as kept (定位列), and fixes as a table of them."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from zlib import crc32

import pyarrow as pa

from huilong.rooms.tracking.terms import Fix

BUCKETS = 16
"""Files a day is parted into. Fixed: files of another number of buckets would be looked for in the wrong place."""

SCHEMA = pa.schema([
    ("device", pa.string()), ("vehicle", pa.int64()), ("at", pa.timestamp("us", tz="UTC")), ("lat_e7", pa.int32()),
    ("lon_e7", pa.int32()), ("speed_kmh", pa.float32()), ("course", pa.int16()), ("altitude_m", pa.int16()),
    ("valid", pa.bool_()), ("source", pa.string()), ("alarms", pa.list_(pa.string())), ("attributes", pa.string()),
])  # fmt: skip
TABLE = SCHEMA.set(SCHEMA.get_field_index("source"), pa.field("source", pa.dictionary(pa.int32(), pa.string())))
"""As it is read: the few sources by number."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


def bucket_of(device: str, vehicle: int | None) -> int:
    """The bucket of a vehicle, so that all its devices lie together; of a device where its vehicle is unknown."""
    return vehicle % BUCKETS if vehicle is not None else crc32(device.encode()) % BUCKETS


def rows(fixes: Sequence[Fix], vehicles: Mapping[str, int]) -> pa.RecordBatch:
    """Fixes as rows, in order."""
    instants = [fix.at - _EPOCH for fix in fixes]
    return pa.record_batch([
        [fix.device for fix in fixes],
        pa.array([vehicles.get(fix.device) for fix in fixes], pa.int64()),
        pa.array([(one.days * 86_400 + one.seconds) * 1_000_000 + one.microseconds for one in instants], pa.int64()),
        pa.array([round(fix.lat * 1e7) for fix in fixes], pa.int32()),
        pa.array([round(fix.lon * 1e7) for fix in fixes], pa.int32()),
        pa.array([fix.speed_kmh for fix in fixes], pa.float32()),
        pa.array([_small(fix.course) for fix in fixes], pa.int16()),
        pa.array([_small(fix.altitude_m) for fix in fixes], pa.int16()),
        [fix.valid for fix in fixes],
        [fix.source.value for fix in fixes],
        pa.array([fix.alarms for fix in fixes], pa.list_(pa.string())),
        [_dump(fix.attributes) if fix.attributes else "{}" for fix in fixes],
    ], names=SCHEMA.names).cast(SCHEMA)  # fmt: skip


def _small(value: int) -> int:
    return max(-32_768, min(32_767, value))

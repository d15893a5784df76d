"""What a night knew and what the law said (特征快照): an Arrow table, a row for each borrower of the desk."""

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from huilong.kernel.tables import NONE, NUMBERS, Column
from huilong.rooms.strategy.models import Snapshot
from huilong.rooms.strategy.rules.features import FEATURES
from huilong.rooms.strategy.terms import TreatmentChannel

LAW = {one: f"law_{one.value}" for one in TreatmentChannel if one is not TreatmentChannel.NONE}
"""The columns that hold, for each channel, the rule that forbids it to the borrower; "" where none does."""


def snapshot(on: date | None = None) -> tuple[date, dict[str, int], pa.Table] | None:
    """The features of a night, by default of the last (特征快照): its day, the versions it went by, the table."""
    found = Snapshot.objects.order_by("-on")
    one = (found.filter(on=on) if on else found).first()
    if one is None:
        return None
    with pa.ipc.open_stream(pa.py_buffer(bytes(one.rows))) as stream:
        return one.on, dict(one.versions), stream.read_all()


def packed(table: pa.Table) -> bytes:
    """A table as the snapshot keeps it."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()


def features_of(table: pa.Table) -> dict[str, npt.NDArray[Any]]:
    """The features of an Arrow table as arrays for decision tables (特征数组); a column it lacks is left out."""
    return {one.name: _array(table.column(one.name), one) for one in FEATURES if one.name in table.column_names}


def _array(values: pa.ChunkedArray, column: Column) -> npt.NDArray[Any]:
    if column.type in NUMBERS:
        return values.cast(pa.int64()).fill_null(int(NONE)).to_numpy()
    if column.type.value == "bool":
        return values.cast(pa.int8()).fill_null(-1).to_numpy()
    return np.array(values.to_pylist(), dtype=object)

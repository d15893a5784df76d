"""Columns (列): between Arrow and writable numpy arrays, without copying where that can be."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from huilong.engine.compile import compiled
from huilong.rooms.book.rules.keys import hash_each

Column = npt.NDArray[Any]


class _Memory:
    """The memory of an Arrow buffer, shown to numpy as writable so that laws meet one array type; never written."""

    def __init__(self, buffer: pa.Buffer, dtype: np.dtype[Any], first: int, count: int) -> None:
        self.buffer = buffer
        address = buffer.address + first * dtype.itemsize
        self.__array_interface__ = {
            "data": (address, False),
            "shape": (count,),
            "typestr": dtype.str,
            "version": 3,
        }


def ints(column: pa.ChunkedArray | pa.Array, null: int = 0) -> Column:
    """An integer or boolean column as a numpy array (booleans as uint8); nulls become `null`."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks else pa.array([], column.type)
    if pa.types.is_boolean(array.type):
        array = array.cast(pa.uint8())
    if array.null_count:
        array = array.fill_null(null)
    dtype = np.dtype(array.type.to_pandas_dtype())
    if len(array) == 0:
        return np.empty(0, dtype)
    return np.asarray(_Memory(array.buffers()[1], dtype, array.offset, len(array)))


def keys_of(identifiers: pa.ChunkedArray | pa.Array) -> npt.NDArray[np.int64]:
    """The keys of a column of identifiers (标识列的键), in its order; a null is an error. See `rules.keys`."""
    chunks = identifiers.chunks if isinstance(identifiers, pa.ChunkedArray) else [identifiers]
    return np.concatenate([np.empty(0, np.int64), *(_keys_of(chunk) for chunk in chunks if len(chunk))])


def _keys_of(array: pa.Array) -> npt.NDArray[np.int64]:
    if array.null_count:
        raise ValueError("an identifier is missing")
    if not pa.types.is_string(array.type):
        array = array.cast(pa.string())
    _, offsets, text = array.buffers()
    at = np.asarray(_Memory(offsets, np.dtype(np.int32), array.offset, len(array) + 1))
    codes = np.asarray(_Memory(text, np.dtype(np.uint8), 0, int(at[-1]))) if text and at[-1] else np.zeros(1, np.uint8)
    keys = np.empty(len(array), np.int64)
    compiled(hash_each)(codes, at, keys)
    return keys


def wide(column: Column) -> Column:
    """The column as int64."""
    return column if column.dtype == np.int64 else column.astype(np.int64)

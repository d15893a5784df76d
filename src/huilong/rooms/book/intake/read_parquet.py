"""Reading Parquet (读Parquet): row groups in bounded batches, columns as they are typed."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from huilong.rooms.book.intake.limits import Limits
from huilong.rooms.book.intake.reasons import file_refusal
from huilong.rooms.book.intake.rows import Rows
from huilong.rooms.book.intake.source import Source, pieces


def header(source: Source, limits: Limits) -> list[str]:
    """The column names of a Parquet file; refuses one whose own figures pass the limits."""
    return list(_open(source, limits).schema_arrow.names)


def rows(source: Source, wanted: list[int], names: list[str], limits: Limits) -> Iterator[Rows]:
    """The rows of a Parquet file, columns named by their position; `line` is the number of the row, from 1."""
    file = _open(source, limits)
    schema = file.schema_arrow
    chosen = [schema.names[i] for i in wanted]
    for name in chosen:
        if pa.types.is_nested(schema.field(name).type) or pa.types.is_binary(schema.field(name).type):
            raise file_refusal("unreadable", f"{name}: {schema.field(name).type}", source.name)
    line = 1
    try:
        for batch in file.iter_batches(batch_size=limits.chunk_rows, columns=chosen):
            columns = {
                str(at): _plain(batch.column(name), limits, source) for at, name in zip(wanted, chosen, strict=True)
            }
            yield Rows(columns, np.arange(line, line + batch.num_rows))
            line += batch.num_rows
    except (pa.ArrowException, OSError) as trouble:
        raise file_refusal("unreadable", "Parquet", source.name) from trouble


def _open(source: Source, limits: Limits) -> pq.ParquetFile:
    place: Any = pa.BufferReader(b"".join(pieces(source, limits))) if source.packed else source.path
    try:
        sketch = pq.ParquetFile(place)
        texts = [f.name for f in sketch.schema_arrow if pa.types.is_string(f.type) or pa.types.is_large_string(f.type)]
        file = pq.ParquetFile(place, read_dictionary=texts)
    except (pa.ArrowException, OSError) as trouble:
        raise file_refusal("unreadable", "Parquet", source.name) from trouble
    about = file.metadata
    if about.num_rows > limits.rows:
        raise file_refusal("too-many-rows", f"{about.num_rows:,}", source.name)
    if sum(about.row_group(i).total_byte_size for i in range(about.num_row_groups)) > limits.unpacked_bytes:
        raise file_refusal("too-large", f"> {limits.unpacked_bytes:,} B", source.name)
    return file


def _plain(array: pa.Array, limits: Limits, source: Source) -> pa.Array:
    """A column without its dictionary; words are checked first, for one long word can be repeated a billion times."""
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(array.type):
        return array
    longest = pc.max(pc.binary_length(array.dictionary)).as_py() or 0
    if longest > limits.cell_bytes:
        raise file_refusal("too-large", f"{longest:,} B", source.name)
    if longest * len(array) > limits.sheet_bytes:
        raise file_refusal("too-large", f"{longest:,} B x {len(array):,}", source.name)
    return array.dictionary.cast(pa.string()).take(array.indices)

"""How rows reach the desk, and numbers leave it, in bulk (批量读写): by COPY."""

import io
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pcsv


def copy_rows(cursor: Any, table: str, rows: pa.Table) -> None:
    """COPY an arrow table into the temporary `table`, column by column in order."""
    out = io.BytesIO()
    # In one piece: pyarrow 26 writes garbage for a table of many chunks.
    pcsv.write_csv(rows.combine_chunks(), out, pcsv.WriteOptions(include_header=False))
    columns = ", ".join(rows.column_names)
    with cursor.copy(f"copy {table} ({columns}) from stdin (format csv)") as copy:
        copy.write(out.getbuffer())


def copied_numbers(cursor: Any, query: str, columns: int) -> tuple[npt.NDArray[np.int64], ...]:
    """The integer columns of a query, as arrays, by COPY."""
    with cursor.copy(f"copy ({query}) to stdout") as copy:
        text = b"".join(copy)
    found = np.array(text.split(), dtype=np.int64).reshape(-1, columns)
    return tuple(found[:, i] for i in range(columns))

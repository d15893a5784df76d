"""Rows as they stand in a file (原始行): columns of one piece, the line of each row, and lines that are no rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from huilong.rooms.book.intake.limits import STANDARD, Limits
from huilong.rooms.book.intake.reasons import file_refusal
from huilong.rooms.book.intake.source import Source


@dataclass(frozen=True)
class Malformed:
    """A line with more or fewer cells than the header."""

    line: int
    text: str


@dataclass(frozen=True)
class Rows:
    """One piece of a file: `columns` by header name, the line of each row, and the malformed lines met."""

    columns: Mapping[str, pa.Array]
    lines: npt.NDArray[np.int64]
    malformed: tuple[Malformed, ...] = field(default=())


def check_header(names: list[str], source: Source, limits: Limits = STANDARD) -> None:
    """Refuse a header with too many columns or an empty one."""
    if len(names) > limits.columns:
        raise file_refusal("too-many-columns", f"{len(names)} > {limits.columns}", source.name)
    if not any(n.strip() for n in names):
        raise file_refusal("empty-file", where=source.name)


def read_header(source: Source, limits: Limits = STANDARD) -> list[str]:
    """The column names of a file, trimmed."""
    from huilong.rooms.book.intake import read_csv, read_parquet, read_xlsx

    reader = {"csv": read_csv, "xlsx": read_xlsx, "parquet": read_parquet}[source.format]
    names = [n.strip().lstrip("﻿").strip() for n in reader.header(source, limits)]
    check_header(names, source, limits)
    return names


def read_rows(source: Source, wanted: list[int], names: list[str], limits: Limits = STANDARD) -> Iterator[Rows]:
    """The rows of a file in bounded pieces: only the columns at the positions `wanted`; refuses too many rows."""
    from huilong.rooms.book.intake import read_csv, read_parquet, read_xlsx

    reader = {"csv": read_csv, "xlsx": read_xlsx, "parquet": read_parquet}[source.format]
    total = 0
    for rows in reader.rows(source, wanted, names, limits):
        total += len(rows.lines)
        if total > limits.rows:
            raise file_refusal("too-many-rows", f"> {limits.rows:,}", source.name)
        yield rows

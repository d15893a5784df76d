"""Reading CSV (读CSV): UTF-8 with or without a mark, or GB18030; whole lines at a time, every cell as text."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from huilong.rooms.book.intake.limits import Limits
from huilong.rooms.book.intake.reasons import file_refusal
from huilong.rooms.book.intake.rows import Malformed, Rows
from huilong.rooms.book.intake.source import Source, encoding_of, pieces

MARK = b"\xef\xbb\xbf"
MOST_LINE = 64 << 20
"""The most bytes held while looking for the end of a record."""


def header(source: Source, limits: Limits) -> list[str]:
    """The names in the first line of a CSV file."""
    first, _ = _first_line(source, limits)
    return first


def rows(source: Source, wanted: list[int], names: list[str], limits: Limits) -> Iterator[Rows]:
    """The rows of a CSV file, a few megabytes at a time; `line` counts from 1 with the header as the file has it."""
    encoding = encoding_of(source, limits)
    _, separator = _first_line(source, limits)
    line, started = 1, False
    for block in _blocks(source, limits):
        if not started:
            cut = _end_of_record(block)
            line += block[:cut].count(b"\n")
            block, started = block[cut:], True
        if block.isspace():
            line += block.count(b"\n")
            continue
        text = block.decode(encoding).encode() if encoding != "utf-8" else block
        yield _parse(text, line, wanted, len(names), separator, source)
        line += block.count(b"\n")


@lru_cache(maxsize=8)
def _first_line(source: Source, limits: Limits) -> tuple[list[str], str]:
    encoding = encoding_of(source, limits)
    for block in _blocks(source, replace(limits, chunk_bytes=1)):
        raw = block.removeprefix(MARK)
        text = raw[: _end_of_record(raw)].decode(encoding).rstrip("\r\n")
        separator = max(",;\t|", key=text.count)
        names = next(csv.reader(io.StringIO(text), delimiter=separator), [])
        return [n.lstrip("﻿") for n in names], separator
    raise file_refusal("empty-file", where=source.name)


def _end_of_record(block: bytes) -> int:
    """One past the first line end that is not inside quotes, or the whole block."""
    at = block.find(b"\n")
    while at >= 0 and block.count(b'"', 0, at) % 2:
        at = block.find(b"\n", at + 1)
    return at + 1 if at >= 0 else len(block)


def _blocks(source: Source, limits: Limits) -> Iterator[bytes]:
    """The file in blocks that end at the end of a record (a line end outside quotes)."""
    held: list[bytes] = []
    size = 0
    for piece in pieces(source, limits):
        held.append(piece)
        size += len(piece)
        if size < limits.chunk_bytes:
            continue
        block = b"".join(held)
        cut = _last_end(block)
        if cut == 0:
            if size > max(4 * limits.chunk_bytes, MOST_LINE):
                raise file_refusal("unreadable", "no line end", source.name)
            held = [block]
            continue
        held, size = [block[cut:]], len(block) - cut
        yield block[:cut]
    last = b"".join(held)
    if last:
        yield last


def _last_end(block: bytes) -> int:
    """One past the last line end outside quotes; 0 where there is none."""
    at = block.rfind(b"\n")
    if b'"' not in block:
        return at + 1
    quotes = block.count(b'"', 0, max(at, 0))
    while at >= 0 and quotes % 2:
        before = block.rfind(b"\n", 0, at)
        quotes -= block.count(b'"', max(before, 0), at)
        at = before
    return at + 1


def _parse(text: bytes, first: int, wanted: list[int], width: int, separator: str, source: Source) -> Rows:
    bad: list[pa_csv.InvalidRow] = []
    table = _table(text, wanted, width, separator, True, bad, source)
    quoted = b'"' in text
    if bad:  # only one thread counts rows, and a bad row is rare: read the block again
        bad = []
        table = _table(text, wanted, width, separator, False, bad, source)
    skipped = np.array([b.number for b in bad], np.int64) - 1
    records = np.delete(np.arange(table.num_rows + len(bad)), skipped)
    table = table.combine_chunks()
    columns = {name: _one(table.column(name)) for name in table.column_names}
    lines = first + records
    if quoted:
        lines = lines + _line_ends_before(columns)
    malformed = tuple(Malformed(first + int(b.number) - 1, b.text[:400]) for b in bad)
    return Rows(columns, lines, malformed)


def _table(
    text: bytes,
    wanted: list[int],
    width: int,
    separator: str,
    threads: bool,
    bad: list[pa_csv.InvalidRow],
    source: Source,
) -> pa.Table:
    def set_aside(row: pa_csv.InvalidRow) -> str:
        bad.append(row)
        return "skip"

    names = [str(i) for i in range(width)]
    try:
        return pa_csv.read_csv(
            pa.BufferReader(text),
            read_options=pa_csv.ReadOptions(column_names=names, use_threads=threads, block_size=2 << 20),
            parse_options=pa_csv.ParseOptions(
                delimiter=separator,
                newlines_in_values=b'"' in text,
                ignore_empty_lines=False,
                invalid_row_handler=set_aside,
            ),
            convert_options=pa_csv.ConvertOptions(
                include_columns=[str(i) for i in wanted],
                column_types={name: pa.string() for name in names},
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as trouble:
        raise file_refusal("unreadable", "CSV", source.name) from trouble


def _one(column: pa.ChunkedArray) -> pa.Array:
    chunks = column.chunks
    return chunks[0] if len(chunks) == 1 else pa.concat_arrays(chunks) if chunks else pa.array([], pa.string())


def _line_ends_before(columns: dict[str, pa.Array]) -> np.ndarray:
    """How many line ends lie inside the quoted cells of earlier rows (of the columns read)."""
    import pyarrow.compute as pc

    inside = sum(pc.count_substring(c, "\n").to_numpy(zero_copy_only=False).astype(np.int64) for c in columns.values())
    ends = np.cumsum(inside)
    return np.concatenate(([0], ends[:-1])) if len(ends) else ends

"""Limits (上限): how large a file may be before it is taken for a bomb."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds on one file: bytes on disk and unpacked, rows, columns, bytes in a cell, rows set aside."""

    stored_bytes: int = 4 << 30
    unpacked_bytes: int = 8 << 30
    sheet_bytes: int = 1 << 30
    rows: int = 60_000_000
    columns: int = 200
    cell_bytes: int = 32_768
    bad_rows: int = 50_000
    chunk_bytes: int = 16 << 20
    chunk_rows: int = 262_144


STANDARD = Limits()

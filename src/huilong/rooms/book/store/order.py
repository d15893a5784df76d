"""Ordering rows (排序): the loops that sort, merge and cut rows of a bucket. Plain functions, compiled by the engine.

Arrays of rows are int64 unless said otherwise. `rows` is always a permutation: positions in the columns.
"""

from typing import Any

import numpy as np

Ints = Any
TOP_BITS = 40
"""Keys are 62 bits: the 22 above these sort a bucket's loans nearly apart in two passes."""


def bucket_rows(loan: Ints, buckets: int) -> tuple[Ints, Ints]:
    """Row numbers bucket by bucket, in their order within one; and the offsets of each bucket (buckets + 1)."""
    at = np.zeros(buckets + 1, np.int64)
    for i in range(loan.shape[0]):
        at[loan[i] % buckets + 1] += 1
    for b in range(buckets):
        at[b + 1] += at[b]
    place = at.copy()
    rows = np.empty(loan.shape[0], np.int64)
    for i in range(loan.shape[0]):
        b = loan[i] % buckets
        rows[place[b]] = i
        place[b] += 1
    return rows, at


def sorted_rows(loan: Ints, first: Ints, second: Ints) -> Ints:
    """The row numbers by loan, then `first`, then `second`; ties keep their order."""
    n = loan.shape[0]
    rows = np.arange(n)
    other = np.empty(n, np.int64)
    counts = np.empty(2049, np.int64)
    for shift in (TOP_BITS, TOP_BITS + 11):
        counts[:] = 0
        for i in range(n):
            counts[((loan[i] >> shift) & 2047) + 1] += 1
        for d in range(2048):
            counts[d + 1] += counts[d]
        for j in range(n):
            d = (loan[rows[j]] >> shift) & 2047
            other[counts[d]] = rows[j]
            counts[d] += 1
        rows, other = other, rows
    start = 0
    for j in range(1, n + 1):
        if j == n or loan[rows[j]] >> TOP_BITS != loan[rows[start]] >> TOP_BITS:
            sort_span(rows, start, j, loan, first, second)
            start = j
    return rows


def later(a: int, b: int, first: Ints, second: Ints, third: Ints) -> bool:
    """Whether row `a` sorts strictly after row `b`."""
    if first[a] != first[b]:
        return bool(first[a] > first[b])
    if second[a] != second[b]:
        return bool(second[a] > second[b])
    return bool(third[a] > third[b])


def sort_span(rows: Ints, start: int, end: int, first: Ints, second: Ints, third: Ints) -> None:
    """Sort `rows[start:end]` by three columns, stable: by insertion while that is cheap, else by merging."""
    budget = 16 * (end - start)
    for j in range(start + 1, end):
        row = rows[j]
        i = j
        while i > start and later(rows[i - 1], row, first, second, third):
            rows[i] = rows[i - 1]
            i -= 1
        rows[i] = row
        budget -= j - i
        if budget < 0:
            merge_span(rows, start, end, first, second, third)
            return


def merge_span(rows: Ints, start: int, end: int, first: Ints, second: Ints, third: Ints) -> None:
    """Sort `rows[start:end]` bottom up by merging; stable, n log n whatever the order was."""
    spare = rows[start:end].copy()
    width = 1
    while width < end - start:
        for left in range(start, end, 2 * width):
            middle = min(left + width, end)
            right = min(left + 2 * width, end)
            i, j = left, middle
            for k in range(left, right):
                if i < middle and (j >= right or not later(rows[i], rows[j], first, second, third)):
                    spare[k - start] = rows[i]
                    i += 1
                else:
                    spare[k - start] = rows[j]
                    j += 1
        for k in range(start, end):
            rows[k] = spare[k - start]
        width *= 2


def all_distinct(loan: Ints, key: Ints, more: Ints) -> bool:
    """Whether (loan, key, more) names each row once; rows are sorted by loan."""
    start = 0
    n = loan.shape[0]
    rows = np.arange(n)
    for j in range(1, n + 1):
        if j == n or loan[j] != loan[start]:
            sort_span(rows, start, j, key, more, loan)
            for i in range(start + 1, j):
                if key[rows[i]] == key[rows[i - 1]] and more[rows[i]] == more[rows[i - 1]]:
                    return False
            start = j
    return True


def spans(loans: Ints, loan: Ints) -> tuple[Ints, bool]:
    """Offsets of each of `loans` in the sorted column `loan`, and whether every row belongs to one of them."""
    at = np.zeros(loans.shape[0] + 1, np.int64)
    p = 0
    n = loan.shape[0]
    for i in range(loans.shape[0]):
        if p < n and loan[p] < loans[i]:
            return at, False
        while p < n and loan[p] == loans[i]:
            p += 1
        at[i + 1] = p
    return at, p == n


def merge_runs(
    loans: Ints,
    starts: Ints,
    loan: Ints,
    counts: Ints,
    distinct: Ints,
    key: Ints,
    more: Ints,
    rank: Ints,
    first: Ints,
    second: Ints,
) -> tuple[Ints, Ints]:
    """Merge sorted runs into one row list by loan; of rows with one natural key, the highest `rank` counts.

    Run r is rows `starts[r]:starts[r + 1]` of the columns. `counts` (0/1 a row, or empty for all) says which rows
    count. `distinct[r]` promises that run r never repeats a natural key (`key`, `more`). Returns the rows, ordered
    within a loan by (`first`, `second`), and the offsets of each of `loans`; rows of other loans are left out.
    """
    out = np.empty(loan.shape[0], np.int64)
    at = np.zeros(loans.shape[0] + 1, np.int64)
    place = starts[:-1].copy()
    w = 0
    for i in range(loans.shape[0]):
        begin = w
        touched = 0
        for r in range(distinct.shape[0]):
            p = place[r]
            end = starts[r + 1]
            while p < end and loan[p] < loans[i]:
                p += 1
            if p < end and loan[p] == loans[i]:
                touched += 1 if distinct[r] else 2
            while p < end and loan[p] == loans[i]:
                if counts.shape[0] == 0 or counts[p]:
                    out[w] = p
                    w += 1
                p += 1
            place[r] = p
        if touched > 1 and w - begin > 1:
            sort_span(out, begin, w, key, more, rank)
            keep = begin
            for j in range(begin, w):
                if j + 1 < w and key[out[j]] == key[out[j + 1]] and more[out[j]] == more[out[j + 1]]:
                    continue
                out[keep] = out[j]
                keep += 1
            w = keep
            sort_span(out, begin, w, first, second, rank)
        at[i + 1] = w
    return out[:w], at


def taken(column: Ints, rows: Ints) -> Ints:
    """The elements of `column` at `rows`."""
    out = np.empty(rows.shape[0], column.dtype)
    for i in range(rows.shape[0]):
        out[i] = column[rows[i]]
    return out

"""Keys (键): a stable 63-bit number for an identifier of the lender, so that laws and joins run over integers.

Two polynomials modulo the prime 2**31 - 1, three bytes a step, side by side in 62 bits. No product reaches 2**63, so
one function serves both ways: interpreted for one identifier, compiled for a column (`store.columns.keys_of`), the same
number on every machine, for ever. Two identifiers of one book may meet (1 in 10,000,000 for a million loans); intake
refuses that.
"""

from typing import Any

PRIME = (1 << 31) - 1
FIRST_BASE = 402_653_189
SECOND_BASE = 268_435_399


def hashed(text: Any, first: int, last: int) -> int:
    """The key of the bytes `text[first:last]`, 0 ≤ key < 2**63.

    >>> hashed(b"L1", 0, 2) == loan_key("L1")
    True
    """
    one, two = last - first + 1, last - first + 7
    for i in range(first, last, 3):
        code = int(text[i])
        if i + 1 < last:
            code |= int(text[i + 1]) << 8
        if i + 2 < last:
            code |= int(text[i + 2]) << 16
        one = (one + code) * FIRST_BASE
        one = (one & PRIME) + (one >> 31)
        two = (two + code) * SECOND_BASE
        two = (two & PRIME) + (two >> 31)
    return (one % PRIME) << 31 | (two % PRIME)


def hash_each(text: Any, at: Any, keys: Any) -> None:
    """Write the keys of `text[at[i]:at[i + 1]]` into `keys[i]`."""
    for i in range(len(keys)):
        keys[i] = hashed(text, at[i], at[i + 1])


def loan_key(identifier: str) -> int:
    """The key of one identifier (借据键), as stored in every table of the book.

    >>> loan_key("L1")
    3747135510690466365
    """
    text = identifier.encode()
    return hashed(text, 0, len(text))


def bucket_of_loan(loan: int, buckets: int) -> int:
    """The bucket (分桶) that holds a loan."""
    return loan % buckets

"""Money (金额): integer fen, one parser, one rounding function, one way to write it."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

import numpy as np
import numpy.typing as npt

Fen = int
FenArray = npt.NDArray[np.int64]

MAX_FEN = 100_000_000_000
"""One billion yuan. Bounds every amount, so that compiled int64 arithmetic cannot wrap unseen."""

MAX_TOTAL_FEN = 1_000_000_000_000_000_000
"""Ten thousand trillion yuan: bounds a sum of amounts, below what int64 holds."""


class BadAmount(ValueError):
    """The text is not an amount with at most two decimals, or it is out of bounds."""


def fen(text: str | int, most: Fen = MAX_FEN) -> Fen:
    """Parse an amount in currency units (at most two decimals) into fen. More decimals are refused, not rounded.

    `most` bounds it: an amount by MAX_FEN, a total of many by MAX_TOTAL_FEN.

    >>> fen("172.50"), fen("1,000"), fen("-3")
    (17250, 100000, -300)
    """
    if isinstance(text, (bool, float)):
        raise BadAmount(f"an amount is a decimal string, not {text!r}")
    try:
        value = Decimal(str(text).strip().replace(",", "")) * 100
    except InvalidOperation:
        raise BadAmount(f"not an amount: {text!r}") from None
    if not value.is_finite() or value != value.to_integral_value():
        raise BadAmount(f"more than two decimals: {text!r}")
    if abs(value) > most:
        raise BadAmount(f"out of bounds: {text!r}")
    return int(value)


def yuan(amount: Fen) -> str:
    """Write fen as a plain decimal string with two places.

    >>> yuan(-17250)
    '-172.50'
    """
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(int(amount)), 100)
    return f"{sign}{whole}.{rest:02d}"


def grouped(amount: Fen) -> str:
    """Write fen with thousands separators, for screens.

    >>> grouped(2282735)
    '22,827.35'
    """
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(int(amount)), 100)
    return f"{sign}{whole:,}.{rest:02d}"


def round_half_up(value: Decimal) -> int:
    """The one rounding of the house: half away from zero, to an integer.

    >>> round_half_up(Decimal("0.5")), round_half_up(Decimal("-0.5"))
    (1, -1)
    """
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def is_fen(value: Any) -> bool:
    """Whether `value` is a plain integer within bounds."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_FEN

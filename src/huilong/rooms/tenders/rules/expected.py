"""What is expected of a stratum (预期回收率), where the lender's own book has no history: stated, and said to be so."""

from collections.abc import Mapping
from dataclasses import replace

from huilong.rooms.tenders.terms import Basis, Stratum

BY_BUCKET: Mapping[int, int] = {1: 550_000, 2: 320_000, 3: 210_000, 4: 150_000, 5: 110_000, 6: 80_000}
"""Share of the overdue amount collected within a placement, ppm, by bucket: an estimate, to be replaced by history."""
LATER = 50_000


def expected(
    stratum: Stratum, history: Mapping[int, tuple[int, ...]], stated: Mapping[int, int] | None = None
) -> Stratum:
    """The stratum with its expected recovery (预期): what like loans of the book did, else what the lender states.

    `history`: by bucket, shares collected month by month, ppm; `stated`: by bucket.
    """
    known = [history[one] for one in stratum.buckets if history.get(one)]
    if known and len(known) == len(stratum.buckets):
        months = tuple(sum(one) // len(known) for one in zip(*known, strict=False))
        return replace(stratum, expected_ppm=min(1_000_000, sum(months)), basis=Basis.BOOK, history=months)
    rates = [(stated or {}).get(one, BY_BUCKET.get(one, LATER)) for one in stratum.buckets]
    return replace(stratum, expected_ppm=sum(rates) // max(1, len(rates)), basis=Basis.ESTIMATE)

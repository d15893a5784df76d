"""Facts of fees for tests (计费测试的事实): one case of one firm, money that comes to it, and strategies of many."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from huilong.rooms.agencies.terms import FeeForm, FeeTerms, FeeTier
from huilong.rooms.settlement.terms import (
    FeeFacts,
    Placed,
    Promised,
    Received,
    Reversed,
    Succeeded,
    Visited,
)

CONTRACT, OTHER = 7, 8
APRIL, MAY, JUNE = date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30)
MEI = Placed(1, "CL1", CONTRACT, date(2026, 4, 10), date(2026, 6, 9), 75)


def rate(ppm: int = 200_000, **more: Any) -> FeeTerms:
    """So much of what was collected."""
    return FeeTerms(FeeForm.RATE, rate_ppm=ppm, **more)


def paid(on: date, fen: int, *backs: Reversed, case: str = "CL1", key: str = "") -> Received:
    """Money on a day."""
    return Received(key or f"R{on:%m%d}", f"L{case[2:]}", case, on, fen, backs)


def facts(*received: Received, placed: tuple[Placed, ...] = (MEI,), **more: Any) -> FeeFacts:
    """These facts."""
    return FeeFacts(placed, received, **more)


FIRST = date(2026, 3, 1)
days = st.integers(0, 150).map(lambda n: FIRST + timedelta(days=n))
cases = st.sampled_from(["CL1", "CL2", "CL3"])
amounts = st.integers(1, 5_000_000)


@st.composite
def placements(draw: Any) -> tuple[Placed, ...]:
    """Placements of three cases with two contracts, overlapping as they please."""
    found = []
    for key in range(1, draw(st.integers(1, 6)) + 1):
        entry = draw(days)
        last = entry + timedelta(days=draw(st.integers(0, 90)))
        found.append(Placed(key, draw(cases), draw(st.sampled_from([CONTRACT, CONTRACT, OTHER])), entry, last,
                            draw(st.integers(0, 400))))  # fmt: skip
    return tuple(found)


@st.composite
def receipts(draw: Any) -> tuple[Received, ...]:
    """Money of three cases, some of it taken back."""
    found = []
    for key in range(draw(st.integers(0, 12))):
        on, fen, case = draw(days), draw(amounts), draw(cases)
        backs = draw(st.lists(st.builds(
            Reversed, st.integers(0, 120).map(lambda n, on=on: on + timedelta(days=n)), st.integers(0, fen)
        ), max_size=2))  # fmt: skip
        found.append(Received(f"R{key}", f"L{case[2:]}", case, on, fen, tuple(backs)))
    return tuple(found)


@st.composite
def many(draw: Any) -> FeeFacts:
    """Any facts."""
    succeeded = st.builds(Succeeded, cases, days, st.none() | days)
    visited = st.lists(st.tuples(cases, days), max_size=5).map(
        lambda told: tuple(Visited(str(n), case, on) for n, (case, on) in enumerate(told))
    )
    promised = st.builds(Promised, cases, days, days, amounts)
    return FeeFacts(
        draw(placements()), draw(receipts()), tuple(draw(st.lists(succeeded, max_size=4))), draw(visited),
        tuple(draw(st.lists(promised, max_size=3))),
    )  # fmt: skip


tiers = st.builds(
    lambda rates, steps: tuple(FeeTier(sum(steps[:n]) if n else 0, ppm) for n, ppm in enumerate(rates)),
    st.lists(st.integers(0, 400_000), min_size=1, max_size=4),
    st.lists(st.integers(1, 900_000), min_size=4, max_size=4),
)  # fmt: skip
terms = st.builds(
    FeeTerms, st.sampled_from(FeeForm), rate_ppm=st.integers(1, 500_000), tiers=tiers, each_fen=st.integers(1, 90_000),
    minimum_fen=st.sampled_from([0, 0, 200_000]), cap_ppm=st.sampled_from([None, None, 150_000]),
    clawback_days=st.integers(0, 100), tail_days=st.integers(0, 20), earlier_promises_excluded=st.booleans(),
)  # fmt: skip

"""How long fees take to reckon (佣金测算): a contract with ever more receipts, in slabs, from facts to sealed lines."""

import argparse
import json
import time
from datetime import date, timedelta

from huilong.rooms.agencies.terms import FeeForm, FeeTerms, FeeTier
from huilong.rooms.settlement.rules.commission import reckon
from huilong.rooms.settlement.rules.lines import digest_of, lines_of
from huilong.rooms.settlement.terms import FeeFacts, Period, Placed, Received, Reversed

FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)
SLABS = FeeTerms(FeeForm.BY_AMOUNT, tiers=(FeeTier(0, 100_000), FeeTier(100_000_000, 150_000)), cap_ppm=140_000)


def facts(receipts: int) -> FeeFacts:
    """As many receipts of a fifth as many cases, one in fifty of them taken back."""
    cases = max(1, receipts // 5)
    placed = tuple(Placed(n, f"C{n}", 1, FIRST, LAST, 40 + n % 200) for n in range(cases))
    received = tuple(
        Received(
            f"R{n}", f"L{n % cases}", f"C{n % cases}", FIRST + timedelta(days=n * 7 % 90), 50_000 + n * 37 % 200_000,
            (Reversed(LAST),) if n % 50 == 0 else (),
        )
        for n in range(receipts)
    )  # fmt: skip
    return FeeFacts(placed, received)


def main() -> None:
    """Print seconds for each size as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--receipts", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    found = []
    for receipts in parser.parse_args().receipts:
        told = facts(receipts)
        began = time.perf_counter()
        entitled = reckon(told, 1, SLABS, LAST)
        reckoned = time.perf_counter()
        lines = lines_of(entitled, {}, Period(FIRST, LAST))
        digest_of({}, lines)
        ended = time.perf_counter()
        found.append({
            "receipts": receipts, "lines": len(lines), "reckon_seconds": round(reckoned - began, 3),
            "lines_and_seal_seconds": round(ended - reckoned, 3),
        })  # fmt: skip
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()

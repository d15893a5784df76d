"""Facts of a week for the tests of packs (样例材料): small, round, and with a name that looks like a formula."""

from datetime import date

from huilong.kernel.refusal import Says
from huilong.rooms.reports.rules.costs import costs
from huilong.rooms.reports.rules.decomposition import decompose
from huilong.rooms.reports.terms import (
    CashMonth,
    CostLine,
    CostOf,
    DayCash,
    Explained,
    Figure,
    FigureCode,
    FunnelStage,
    FunnelStep,
    Ranked,
    RollMonth,
    Span,
    SplitBy,
)
from huilong.rooms.reports.terms.packs import Exceptions, PackFacts

MONDAY, SUNDAY = date(2026, 3, 1), date(2026, 3, 8)
STEPS = tuple(FunnelStep(stage, 60 - 10 * n, 1_000_00 * (6 - n), 1_000_000, 1_000_000) for n, stage in
              enumerate(FunnelStage))  # fmt: skip
THEN = {("1", "x", "河南", "7"): (100_000_00, 50_000_00), ("2", "x", "河南", ""): (100_000_00, 20_000_00)}
NOW = {("1", "x", "河南", "7"): (100_000_00, 50_000_00), ("2", "x", "河南", ""): (100_000_00, 8_000_00)}
DIMENSIONS = ["bucket", "product", "region", "team"]


def word(dimension: str, value: str) -> Says:
    """What a value is called."""
    return Says(f"M{value}", f"M{value}") if dimension == "bucket" else Says(value or "无", value or "none")


def facts(**changed) -> PackFacts:
    """The facts of a week."""
    why = tuple((what, decompose(THEN, NOW, DIMENSIONS, ratio=what is Explained.ROLL)) for what in Explained)
    told = {
        "span": Span(MONDAY, SUNDAY, 60, True), "then": Span(date(2026, 2, 22), MONDAY, 50, True), "team": None,
        "scope": Says("回笼汽车金融", "Huilong"), "due": 1000,
        "figures": (Figure(FigureCode.OVERDUE, 123_456, "fen", -100, MONDAY, "down", {}),),
        "trend": (RollMonth(date(2026, 1, 31), date(2026, 2, 28), {1: (100_000, 120_000), 2: (500_000, 700_000)}),),
        "steps": STEPS, "by_bucket": ((1, STEPS),), "recovered_fen": 58_000_00,
        "month": CashMonth(MONDAY, (DayCash(SUNDAY, 58_000_00, 58_000_00, None),), 58_000_00, None, None, None, None),
        "costs": costs((CostLine(CostOf.CONTACT, 1_234, 9),), 58_000_00),
        "ranking": ((SplitBy.PERSON, (Ranked(3, "=HYPERLINK(1)", 40, 100, 50, 500_000, False),)),),
        "why": why, "exceptions": Exceptions(4, (("CN-1", Says("拨打", "call"), 4),), 1, 2),
    }  # fmt: skip
    return PackFacts(**{**told, **changed})

"""Words of agencies (委外机构): contracts, placements; ratings, clocks, price lists (`terms.rating`)."""

from huilong.rooms.agencies.terms.placing import (
    FeeForm,
    FeeTerms,
    FeeTier,
    PlacementEnd,
    PlacementEnded,
    PlacementRow,
)
from huilong.rooms.agencies.terms.rating import (
    BreachKind,
    ClockKind,
    ClockState,
    ClockStep,
    Grade,
    MarketPrice,
    Measure,
    PriceTold,
    RatingRow,
)

__all__ = [
    "BreachKind", "ClockKind", "ClockState", "ClockStep", "FeeForm", "FeeTerms", "FeeTier", "Grade", "MarketPrice",
    "Measure", "PlacementEnd", "PlacementEnded", "PlacementRow", "PriceTold", "RatingRow",
]  # fmt: skip

"""Tables of agencies (委外机构): register, contracts, placements; ratings, breaches; prices and clocks."""

from huilong.rooms.agencies.models.placing import Contract, Placement
from huilong.rooms.agencies.models.rating import Breach, Rating, RatingLine
from huilong.rooms.agencies.models.register import Consent, Firm, FirmStep, Paper, Publication, Scan
from huilong.rooms.agencies.models.trades import PriceLine, ResponseStep

__all__ = [
    "Breach", "Consent", "Contract", "Firm", "FirmStep", "Paper", "Placement", "PriceLine", "Publication", "Rating",
    "RatingLine", "ResponseStep", "Scan",
]  # fmt: skip

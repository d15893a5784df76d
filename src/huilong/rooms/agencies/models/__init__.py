"""Tables of agencies (委外机构): register, contracts, placements, work; ratings, breaches; prices and clocks."""

from huilong.rooms.agencies.models.placing import Contract, Placement
from huilong.rooms.agencies.models.rating import Breach, Rating, RatingLine
from huilong.rooms.agencies.models.register import (
    Consent,
    Delegated,
    Firm,
    FirmReach,
    FirmStep,
    Notice,
    Paper,
    Publication,
    Scan,
)
from huilong.rooms.agencies.models.trades import PriceLine, ResponseStep
from huilong.rooms.agencies.models.work import Deletion, Exchange, Result, WorkFile, WorkRefused

__all__ = [
    "Breach",
    "Consent",
    "Contract",
    "Delegated",
    "Deletion",
    "Exchange",
    "Firm",
    "FirmReach",
    "FirmStep",
    "Notice",
    "Paper",
    "Placement",
    "PriceLine",
    "Publication",
    "Rating",
    "RatingLine",
    "ResponseStep",
    "Result",
    "Scan",
    "WorkFile",
    "WorkRefused",
]

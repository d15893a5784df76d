"""Tables of agencies (委外机构): contracts and placements; ratings and breaches; price lists and response clocks."""

from huilong.rooms.agencies.models.placements import Contract, Placement
from huilong.rooms.agencies.models.rating import Breach, Rating, RatingLine
from huilong.rooms.agencies.models.trades import PriceLine, ResponseStep

__all__ = ["Breach", "Contract", "Placement", "PriceLine", "Rating", "RatingLine", "ResponseStep"]

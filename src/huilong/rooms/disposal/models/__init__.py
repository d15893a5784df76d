"""Tables of disposal (处置): stock, its valuations and prices, sales, and what became of the proceeds."""

from huilong.rooms.disposal.models.proceeds import Distribution, DistributionLine, Request, SurplusPayment
from huilong.rooms.disposal.models.sales import Offer, Plan, Sale, SalePaper, VenueFile
from huilong.rooms.disposal.models.stock import Appraisal, Claim, Cost, Hold, Report, Step, Stock

__all__ = [
    "Appraisal", "Claim", "Cost", "Distribution", "DistributionLine", "Hold", "Offer", "Plan", "Report", "Request",
    "Sale", "SalePaper", "Step", "Stock", "SurplusPayment", "VenueFile",
]  # fmt: skip

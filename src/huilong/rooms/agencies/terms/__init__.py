"""Words of agencies (委外机构): firms and their papers, contracts, placements."""

from huilong.rooms.agencies.terms.placing import (
    ContractRow,
    ContractTerms,
    EndReason,
    FeeForm,
    FeeTerms,
    FeeTier,
    PlacementEnd,
    PlacementEnded,
    PlacementRow,
    PlaceRefusal,
    Preview,
)
from huilong.rooms.agencies.terms.register import (
    FirmPaper,
    FirmRow,
    FirmState,
    FirmStopped,
    Lack,
    PaperRow,
    Standing,
    StepReason,
)

__all__ = [
    "ContractRow",
    "ContractTerms",
    "EndReason",
    "FeeForm",
    "FeeTerms",
    "FeeTier",
    "FirmPaper",
    "FirmRow",
    "FirmState",
    "FirmStopped",
    "Lack",
    "PaperRow",
    "PlaceRefusal",
    "PlacementEnd",
    "PlacementEnded",
    "PlacementRow",
    "Preview",
    "Standing",
    "StepReason",
]

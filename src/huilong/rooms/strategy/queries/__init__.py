"""Reads of strategy (策略): tables and their versions, what nights decided and why, drafts tried out, experiments."""

from huilong.rooms.strategy.queries.decisions import (
    count_by_queue,
    decisions_on,
    earlier_decisions,
    treatment_of,
    treatment_of_case,
    why,
)
from huilong.rooms.strategy.queries.experiments import Found, experiment, experiments, found, judged, nights_of, running
from huilong.rooms.strategy.queries.snapshots import LAW, features_of, packed, snapshot
from huilong.rooms.strategy.queries.standing import Standing, standing
from huilong.rooms.strategy.queries.trying import (
    ACTIONS,
    HOLD,
    Impact,
    LawSays,
    Moved,
    case_of_desk,
    impact,
    label,
    law_on,
    law_row,
    rule_says,
)
from huilong.rooms.strategy.queries.versions import online, shipped, strategies, version, versions

__all__ = [
    "ACTIONS", "HOLD", "LAW", "Found", "Impact", "LawSays", "Moved", "Standing", "case_of_desk",
    "count_by_queue", "decisions_on", "earlier_decisions", "experiment", "experiments", "features_of", "found",
    "impact", "judged", "label", "law_on", "law_row", "nights_of", "online", "packed", "rule_says", "running",
    "shipped", "snapshot", "standing", "strategies", "treatment_of", "treatment_of_case", "version", "versions",
    "why",
]  # fmt: skip

"""Where a tender stands (招标阶段): from its facts and the database's clock; nobody presses a button."""

from dataclasses import dataclass
from datetime import datetime

from huilong.rooms.tenders.terms import TenderStage


@dataclass(frozen=True)
class StageFacts:
    """What decides the stage (阶段事实). `all_revealed`: every firm that sealed a bid has opened its last one."""

    published_at: datetime | None
    closes_at: datetime | None
    reveals_until: datetime | None
    cancelled_at: datetime | None = None
    all_revealed: bool = False
    proposed: bool = False
    awarded: bool = False


def stage_of(facts: StageFacts, at: datetime) -> TenderStage:
    """The stage at a moment. A bid at the closing moment itself is late: open means before it.

    After closing, bids are read once the reveal window is over, or as soon as everybody has opened.
    """
    if facts.cancelled_at is not None:
        return TenderStage.CANCELLED
    if facts.awarded:
        return TenderStage.AWARDED
    if facts.published_at is None or facts.closes_at is None or facts.reveals_until is None:
        return TenderStage.DRAFT
    if at < facts.closes_at:
        return TenderStage.OPEN
    if at < facts.reveals_until and not facts.all_revealed:
        return TenderStage.REVEALING
    return TenderStage.PROPOSED if facts.proposed else TenderStage.EVALUATING

"""Reads of lights (可否提示灯): for one debtor on a screen, or for a whole book in the night."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from huilong.rooms.compliance.queries import lender, rulebook
from huilong.rooms.compliance.rules.lights import Light, lights
from huilong.rooms.compliance.terms import Act, Facts, Rulebook


def permitted_now(
    action: str, rows: Iterable[Facts], at: datetime, zone: str = "", book: Rulebook | None = None
) -> list[Light]:
    """The light of an act on each debtor (`rows`: the facts of each, of the same columns), all in one zone.

    Counts so far are facts too: without them a light needs approval. Raises Refusal for a fact that no rule knows.
    """
    house = lender()
    local = at.astimezone(ZoneInfo(zone or house.zone))
    act = Act(action, local.date(), house.jurisdiction, house.kind, house.product, house.adopted)
    return list(lights(rows, act, book or rulebook(), local))

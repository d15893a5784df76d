"""Reads of lights (可否提示灯): for one debtor on a screen, or for a whole book in the night."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from huilong.rooms.compliance.queries import lender, rulebook
from huilong.rooms.compliance.rules.counters import Counts, counted
from huilong.rooms.compliance.rules.lights import Light, lights
from huilong.rooms.compliance.terms import Act, Facts, Rulebook


def so_far(debtor: str, number: str, loan_id: str, at: datetime, zone: str = "") -> dict[str, int]:
    """What was done so far to a debtor, as the facts that lights read (已计次数): `number` is a keyed digest or "".

    Takes no lock: a light may be a moment old, and the act itself is counted again. Raises ProgrammingError where the
    one who acts sees no case of the debtor.
    """
    there = ZoneInfo(zone or lender().zone)
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from compliance_counts(%s, %s, %s, %s, %s)",
            [debtor, number, loan_id, at.astimezone(there).date(), at],
        )
        return counted(Counts(*cursor.fetchone()), at, there)


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

"""What the law would say to a message now (预判), without asking on record: for previews."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.queries import ask, lender, rulebook
from huilong.rooms.compliance.rules.counters import Counts, counted
from huilong.rooms.compliance.rules.lights import CLOCKS
from huilong.rooms.compliance.rules.may import MILD
from huilong.rooms.compliance.terms import Act
from huilong.rooms.contact.terms import Channel
from huilong.rooms.vault.terms import MaskedPerson


def foreseen(number: str, person: MaskedPerson, channel: Channel, at: datetime) -> str:
    """The id of the rule that would decide against a message now; "" if it would be let through (预判).

    The same facts as those of the question on record, with the text taken to be in order.
    """
    from huilong.rooms.cases.queries import case_brief
    from huilong.rooms.contact.queries.facts import facts_of_contact
    from huilong.rooms.contact.rules.facts import actions_for

    case, house = case_brief(number), lender()
    local = at.astimezone(ZoneInfo(house.zone))
    told = facts_of_contact(case, person, channel, case.delinquent_fen, at)
    facts = {name: fact.value for name, fact in told.items()}
    facts |= dict.fromkeys(CLOCKS, f"{local:%H:%M}")
    facts |= _so_far(case.borrower, case.loan_id, at, ZoneInfo(house.zone))
    for action in actions_for(channel, person.role.value):
        act = Act(action, local.date(), house.jurisdiction, house.kind, house.product, house.adopted, None,
                  _read(action, facts, house.jurisdiction))  # fmt: skip
        try:
            answer = ask(act)
        except Refusal as refusal:
            return refusal.code
        if answer.verdict not in MILD:
            return answer.deciding[0] if answer.deciding else answer.verdict.value
    return ""


def _so_far(borrower: str, loan: str, at: datetime, zone: ZoneInfo) -> dict[str, object]:
    """What was done so far to the debtor, counted as the law counts it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from compliance_counts(%s, %s, %s, %s, %s)",
            [borrower, "", loan, at.astimezone(zone).date(), at],
        )
        return dict(counted(Counts(*cursor.fetchone()), at, zone))


def _read(action: str, facts: dict[str, object], jurisdiction: str) -> dict[str, object]:
    """Of these facts, those that rules of the place read of this act."""
    rules = [one for one in rulebook().by_action.get(action, ()) if one.jurisdiction == jurisdiction]
    read = frozenset().union(*(one.reads for one in rules)) if rules else frozenset()
    return {name: value for name, value in facts.items() if name in read}

"""What the law would say to a message now (预判), without asking on record: for previews, from the same facts."""

from datetime import datetime

from huilong.rooms.cases.queries import case_brief
from huilong.rooms.compliance.queries.lights import permitted_now, so_far
from huilong.rooms.compliance.rules.may import MILD
from huilong.rooms.contact.queries.facts import facts_of_contact
from huilong.rooms.contact.queries.stops import house_stop
from huilong.rooms.contact.rules.facts import actions_for
from huilong.rooms.contact.terms import Channel
from huilong.rooms.vault.terms import MaskedPerson


def foreseen(number: str, person: MaskedPerson, channel: Channel, at: datetime) -> str:
    """The rule that would decide against a message now, or the code of the house's own stop; "" if none would (预判).

    The text is taken to be in order; it is asked about as it is when it is sent.
    """
    case = case_brief(number)
    stop = house_stop(case, channel, at)
    if stop is not None:
        return stop.code
    told = facts_of_contact(case, person, channel, case.delinquent_fen, at)
    facts = {name: fact.value for name, fact in told.items()} | so_far(case.borrower, "", case.loan_id, at)
    for action in actions_for(channel, person.role.value):
        shown = permitted_now(action, [facts], at)[0]
        if shown.verdict not in MILD:
            return shown.deciding[0] if shown.deciding else shown.verdict.value
    return ""

"""Lights on the desk (可否提示灯): for each person of a case, whether a call is permitted now, how many are left."""

from dataclasses import replace
from datetime import datetime

from huilong.kernel.refusal import Says
from huilong.rooms.cases.queries import standing_flags
from huilong.rooms.cases.terms import CaseBrief, FlagRow
from huilong.rooms.compliance.queries import rule_named, rulebook
from huilong.rooms.compliance.queries.lights import permitted_now, so_far
from huilong.rooms.compliance.rules.lights import Light
from huilong.rooms.compliance.rules.may import MILD, RANK
from huilong.rooms.compliance.terms import Facts, Rulebook, Verdict
from huilong.rooms.contact.models import Call
from huilong.rooms.contact.queries.consent import consent
from huilong.rooms.contact.queries.facts import Standing, facts_of_contact, standing_of
from huilong.rooms.contact.queries.stops import house_stop
from huilong.rooms.contact.rules.facts import actions_for
from huilong.rooms.contact.terms import Channel, PersonLight
from huilong.rooms.vault.queries import people_of
from huilong.rooms.vault.terms import MaskedPerson

FINE = Says("", "")


def lights_of(case: CaseBrief, at: datetime, flags: tuple[FlagRow, ...] | None = None) -> tuple[PersonLight, ...]:
    """The people of a case, borrower first, each with the light of a call now (联系人).

    `flags` are the standing ones of the case, if they were read already.
    """
    flags = standing_flags(case.id) if flags is None else flags
    people = _each_once([one for loan in people_of(case.loan_ids).values() for one in loan])
    stop = house_stop(case, Channel.CALL, at, flags)
    if stop is not None:
        return tuple(_light_of(one, False, "block", stop.says, stop.rule, 0, None) for one in people)
    dialled = dict(
        Call.objects.filter(case_id=case.id, person__in=[one.id for one in people]).order_by("at")
        .values_list("person", "number")
    )  # fmt: skip
    numbers = {one.id: dialled.get(one.id, "") for one in people}
    done = {number: so_far(case.borrower, number, case.loan_id, at) for number in set(numbers.values())}
    standing, book = standing_of(case, at, flags), rulebook()
    return tuple(_asked(case, one, standing, done[numbers[one.id]], book, at) for one in people)


def _asked(
    case: CaseBrief, one: MaskedPerson, standing: Standing, done: Facts, book: Rulebook, at: datetime
) -> PersonLight:
    """The strictest light of the acts that a call to this person is; `done` counts what was done so far."""
    told = facts_of_contact(case, one, Channel.CALL, case.delinquent_fen, at, standing=standing)
    facts = {name: fact.value for name, fact in told.items()} | dict(done)
    actions = actions_for(Channel.CALL, one.role.value)
    found = [permitted_now(action, [facts], at, book=book)[0] for action in actions]
    worst = max(found, key=lambda light: RANK[light.verdict])
    ok = worst.verdict in MILD and bool(one.phone)
    left = min((light.left for light in found if light.left is not None), default=None)
    changes = _turns(found, ok)
    rule = worst.deciding[0] if worst.deciding else ""
    agreed = worst.verdict is Verdict.NEEDS_APPROVAL and consent(case.number, one.id, Channel.CALL, at) is not None
    return replace(_light_of(one, ok, worst.verdict.value, _why(worst, book), rule, left, changes), agreed=agreed)


def _turns(found: list[Light], ok: bool) -> datetime | None:
    """When the clock makes of a permitted call a forbidden one, or lets a forbidden one happen; None: it does not."""
    if ok:
        return min((one.changes_at for one in found if one.changes_at and one.then not in MILD), default=None)
    against = [one for one in found if one.verdict not in MILD]
    opens = [one.changes_at for one in against if one.changes_at and one.then in MILD]
    return max(opens) if opens and len(opens) == len(against) else None  # else not the clock alone stands against it


def _why(light: Light, book: Rulebook) -> Says:
    """The sentence of the first rule that decided; nothing for what is simply allowed."""
    if light.verdict is Verdict.ALLOW or not light.deciding:
        return FINE
    return rule_named(light.deciding[0], book=book).says


def _each_once(people: list[MaskedPerson]) -> list[MaskedPerson]:
    """One row for each person, though several loans name the same one: by role, name and number as shown."""
    seen: dict[tuple[str, str, str], MaskedPerson] = {}
    for one in people:
        seen.setdefault((one.role.value, one.name, one.phone), one)
    return list(seen.values())


def _light_of(
    one: MaskedPerson, ok: bool, verdict: str, why: Says, rule: str, left: int | None, changes_at: datetime | None
) -> PersonLight:
    return PersonLight(one.id, one.role, one.name, one.phone, ok, verdict, why, rule, left, changes_at)

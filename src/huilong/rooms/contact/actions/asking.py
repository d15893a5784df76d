"""Asking before a contact (联系前请示): the house's own stops first, then the law; the answer is stored either way."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import case_brief
from huilong.rooms.cases.terms import CaseBrief
from huilong.rooms.compliance.actions import may_we, refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.terms import Fact, OutcomeKind, Wanted
from huilong.rooms.contact.queries.consent import subject_of
from huilong.rooms.contact.queries.facts import PLAIN, Words, facts_of_contact, person_of_case
from huilong.rooms.contact.queries.stops import house_stop
from huilong.rooms.contact.rules.facts import actions_for
from huilong.rooms.contact.terms import AskReason, Channel, Permission
from huilong.rooms.journal.actions import record
from huilong.rooms.people.actions import ask_approval
from huilong.rooms.people.terms import ApprovalKind
from huilong.rooms.vault.terms import MaskedPerson


def ask_contact(
    number: str, person: int, channel: Channel, at: datetime, *, clear_number: str = "", words: Words = PLAIN,
    recorder: bool | None = None, override: Mapping[str, Any] | None = None,
) -> Permission:
    """Whether somebody of a case may be contacted now (可否联系). Commits what it stores: call it outside transactions.

    A third party is asked about twice: whether to be contacted at all, and by this channel now. `clear_number` is the
    number dialled or written to, kept as a digest only. Never raises for a no: the answer carries the refusal.
    """
    case = case_brief(number)
    one = person_of_case(case, person)
    stop = house_stop(case, channel, at)
    if stop is not None:
        with transaction.atomic():
            record(verb="contact.stopped", subject=("case", number), at=at,
                   detail={"channel": channel.value, "person": person, "why": stop.code})  # fmt: skip
        return Permission((), stop)
    facts = facts_of_contact(case, one, channel, case.delinquent_fen, at, words=words, recorder=recorder)
    return _asked(case, one, channel, facts, at, clear_number, override)


def ask_a_second_person(number: str, person: int, channel: Channel, why: AskReason, at: datetime) -> int:
    """Ask that somebody may be contacted though the law wants a second person's consent (申请联系); the request's key.

    Granted, it holds for this person, this channel and this asker for a day; nothing turns a block into a permission.
    Raises Refusal `approval-waits`, `no-such-person`.
    """
    who = acting()
    person_of_case(case_brief(number), person)
    detail = {"channel": channel.value, "person": person, "why": why.value}
    user = who.user if who else 0
    return ask_approval(ApprovalKind.CONTACT, subject_of(number, person, channel), detail, actor=user, at=at)


def _asked(
    case: CaseBrief, one: MaskedPerson, channel: Channel, facts: dict[str, Fact], at: datetime, clear_number: str,
    override: Mapping[str, Any] | None,
) -> Permission:
    """The law asked about each act of the contact; at the first no, what was permitted before is taken back."""
    stored: list[int] = []
    for action in actions_for(channel, one.role.value):
        wanted = Wanted(action, case.borrower, case.loan_id, clear_number, facts, case.number)
        decision = may_we(wanted, at, override=override)
        stored.append(decision.id)
        try:
            refuse_unless_permitted(decision)
        except Refusal as refusal:
            for verdict in stored[:-1]:
                tell_outcome(verdict, OutcomeKind.NOT_DONE, at)
            return Permission(tuple(stored), refusal)
    return Permission(tuple(stored), None)

"""The facts of a contact (联系事实), gathered from flags, activities, gates, the live position and the settings."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.money import Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import facts_of_flags, standing_flags
from huilong.rooms.cases.terms import CaseBrief, FlagRow
from huilong.rooms.compliance.queries import lender
from huilong.rooms.compliance.terms import Fact
from huilong.rooms.contact.models import Activity
from huilong.rooms.contact.queries.channels import policy
from huilong.rooms.contact.queries.outcomes import outcomes
from huilong.rooms.contact.rules import facts as law
from huilong.rooms.contact.terms import Channel
from huilong.rooms.people.queries import trained_on
from huilong.rooms.vault.queries import people_of
from huilong.rooms.vault.terms import MaskedPerson

LOOKED_BACK = 20
"""Calls looked at for how many in a row reached nobody."""


@dataclass(frozen=True)
class Words:
    """What a contact says (联系内容): flags found in the words, and the amount stated (None: what is owed)."""

    flags: tuple[str, ...] = ()
    stated_fen: Fen | None = None


PLAIN = Words()
"""Nothing that the script does not say."""


@dataclass(frozen=True)
class Standing:
    """How a case stands for any contact (联系背景): the asker's newest training, failed calls in a row, flags.

    The same whoever of the case is contacted, so it is read once for all of them.
    """

    trained_on: date | None
    failed_in_a_row: int
    flags: tuple[FlagRow, ...]


def standing_of(case: CaseBrief, at: datetime, flags: tuple[FlagRow, ...] | None = None) -> Standing:
    """How a case stands for any contact by the one who acts, at a moment (联系背景); `flags` are its own, if read."""
    who = acting()
    trained = trained_on(who.user, _local_day(at)) if who else None
    return Standing(trained, failed_in_a_row(case.id), standing_flags(case.id) if flags is None else flags)


def person_of_case(case: CaseBrief, person: int) -> MaskedPerson:
    """One of the people of a case. Raises Refusal `no-such-person`."""
    found = (one for people in people_of(case.loan_ids).values() for one in people if one.id == person)
    one = next(found, None)
    if one is None:
        raise Refusal(
            "no-such-person", status=404, zh="本案没有此联系人。", en="No such person in this case.",
            remedy_zh="请从联系人列表中选择。", remedy_en="Choose from the people of the case.", where="person",
        )  # fmt: skip
    return one


def facts_of_contact(
    case: CaseBrief, person: MaskedPerson, channel: Channel, owed_fen: Fen, at: datetime, *, words: Words = PLAIN,
    recorder: bool | None = None, standing: Standing | None = None,
) -> dict[str, Fact]:
    """What the law is told of one contact, each with its source; only facts that rules know are told.

    `standing` saves reading what is the same for everybody of the case; it is of the same moment.
    """
    standing = standing or standing_of(case, at)
    told = law.together(
        law.of_the_desk(policy(), recorder),
        law.of_who_asks(standing.trained_on, _local_day(at)),
        law.of_the_words(channel, words.flags, words.stated_fen, owed_fen),
        law.of_the_person(person.role.value, standing.failed_in_a_row),
    )
    facts = {name: Fact(value, source, at) for name, (value, source) in told.items()}
    return facts | _of_flags(standing.flags, at, person.id)


def _local_day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(lender().zone)).date()


def _of_flags(flags: tuple[FlagRow, ...], at: datetime, person: int) -> dict[str, Fact]:
    return {
        name: Fact(value, source, when or at)
        for name, (value, source, when) in facts_of_flags(flags, timezone.localdate(at), at, person).items()
    }


def failed_in_a_row(case: int) -> int:
    """How many of the latest calls of a case, one after another, reached nobody (连续失联次数)."""
    reached = {one.code: one.reached for one in outcomes()}
    calls = Activity.objects.filter(case=case, channel=Channel.CALL, undone_at=None).order_by("-at", "-id")
    failed = 0
    for code in calls.values_list("outcome", flat=True)[:LOOKED_BACK]:
        if reached.get(code) != "nobody":
            break
        failed += 1
    return failed

"""Retention (留存): a clock starts when a loan leaves collections; at its end people are erased, accounts stay."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from huilong.kernel.events import tell
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.people.actions import ask_approval
from huilong.rooms.people.terms import ApprovalKind, Approved
from huilong.rooms.vault.models import Clock, Hold, MissingPeople, Person
from huilong.rooms.vault.queries import people_without_reason
from huilong.rooms.vault.rules.retention import erase_on
from huilong.rooms.vault.terms import Leaving, PeopleErased, Retained

AT_ONCE = 2000
ASKED = "asked"


@transaction.atomic
def retain(in_collections: Collection[str], left: Iterable[Leaving], on: date) -> Retained:
    """The night's look at what is kept (留存检查): start and stop clocks, erase what ran out, prove the rest.

    `in_collections` are the loans now in collections; `left` says of others when and why they left. Nobody outside
    them stays in the vault without a clock. The same night again changes nothing.
    """
    wanted = set(in_collections)
    kept = set(Person.objects.values_list("loan_id", flat=True).distinct())
    clocks = set(Clock.objects.values_list("loan_id", flat=True))
    stopped = Clock.objects.filter(loan_id__in=clocks & wanted).delete()[0]
    told = {one.loan_id: one for one in left}
    starting = [told.get(loan) or Leaving(loan, on, "") for loan in sorted(kept - wanted - clocks)]
    Clock.objects.bulk_create(
        [Clock(loan_id=o.loan_id, left_on=o.left_on, reason=o.reason, erase_on=erase_on(o.left_on, o.reason))
         for o in starting], batch_size=5000,
    )  # fmt: skip
    due = sorted(set(Clock.objects.filter(erase_on__lte=on).values_list("loan_id", flat=True)) - _held(on))
    erased = sum(_erase(due[at : at + AT_ONCE], on) for at in range(0, len(due), AT_ONCE))
    counts = Retained(len(starting), stopped, len(due), erased, people_without_reason(wanted))
    detail = {
        "started": counts.started, "stopped": counts.stopped, "erased_loans": counts.erased_loans,
        "erased_people": counts.erased_people, "without_reason": counts.without_reason,
    }  # fmt: skip
    record(verb="vault.retained", subject=("night", on.isoformat()), actor="night", detail=detail, on=on)
    return counts


def ask_erasure(loan_id: str, *, actor: int, at: datetime) -> int:
    """Ask a second person that the people of a loan be erased before their time (申请删除); the key of the request.

    Raises Refusal `nobody-to-erase`, `held-by-law`, and `in-collections` while the loan is.
    """
    on = timezone.localdate(at)
    if not Person.objects.filter(loan_id=loan_id).exists():
        raise Refusal(
            "nobody-to-erase", status=404, zh="隐私库中没有这笔借据的客户资料。",
            en="The vault holds nobody of this loan.",
            remedy_zh="无需处理。", remedy_en="Nothing needs to be done.",
        )  # fmt: skip
    if loan_id in _held(on):
        raise Refusal(
            "held-by-law", status=409, zh="客户资料须依法留存,暂不能删除。",
            en="The law wants these people kept for now.",
            remedy_zh="请等待留存解除。", remedy_en="Wait until the hold is released.",
        )  # fmt: skip
    tell(PeopleErased((loan_id,), on, asked=True))
    return ask_approval(ApprovalKind.ERASURE, f"loan:{loan_id}", {"loan": loan_id}, actor=actor, at=at)


def end_clock(told: Approved) -> None:
    """Let the clock of a loan end today, as a second person agreed; the next night erases its people."""
    on, loan_id = timezone.localdate(told.at), told.detail["loan"]
    tell(PeopleErased((loan_id,), on, asked=True))
    changed = Clock.objects.filter(loan_id=loan_id).update(erase_on=on)
    if not changed:
        Clock.objects.create(loan_id=loan_id, left_on=on, reason=ASKED, erase_on=on)


@transaction.atomic
def hold(borrower: str, reason: str, *, on: date, until: date | None = None, actor: str = "system") -> None:
    """Keep the people of a borrower whatever the clocks say (依法留存): a dispute, a lawsuit. Once at a time.

    Raises Refusal `no-such-borrower`, `held-already`.
    """
    if not Person.objects.filter(borrower=borrower).exists():
        raise Refusal(
            "no-such-borrower", status=404, zh="隐私库中没有这个客户号。",
            en="The vault holds nobody of this borrower.",
            remedy_zh="请核对客户号。", remedy_en="Check the borrower's key.",
        )  # fmt: skip
    if Hold.objects.filter(borrower=borrower, released_on=None).exists():
        raise Refusal(
            "held-already", status=409, zh="该客户已在留存中。", en="This borrower is held already.",
            remedy_zh="如需更改,请先解除。", remedy_en="Release the hold first to change it.",
        )  # fmt: skip
    Hold.objects.create(borrower=borrower, reason=reason, held_on=on, until=until)
    record(verb="vault.held", subject=("borrower", borrower), actor=actor, detail={"reason": reason}, on=on)


@transaction.atomic
def release(borrower: str, *, on: date, actor: str = "system") -> None:
    """End a hold (解除留存). Refuses when there is none."""
    if not Hold.objects.filter(borrower=borrower, released_on=None).update(released_on=on):
        raise Refusal(
            "not-held", status=404, zh="该客户没有留存。", en="This borrower is not held.",
            remedy_zh="请核对客户号。", remedy_en="Check the borrower's key.",
        )  # fmt: skip
    record(verb="vault.released", subject=("borrower", borrower), actor=actor, on=on)


def _held(on: date) -> set[str]:
    """The loans whose people are held on a day."""
    standing = Hold.objects.filter(Q(until=None) | Q(until__gte=on), released_on=None).values("borrower")
    return set(Person.objects.filter(borrower__in=standing).values_list("loan_id", flat=True))


def _erase(loan_ids: list[str], on: date) -> int:
    """Erase the people of loans, sealed values and blind indexes with them; how many people."""
    tell(PeopleErased(tuple(loan_ids), on, asked=False))
    gone = Person.objects.filter(loan_id__in=loan_ids).delete()[0]
    MissingPeople.objects.filter(loan_id__in=loan_ids).delete()
    Clock.objects.filter(loan_id__in=loan_ids).delete()
    return gone

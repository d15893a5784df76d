"""Verbs of activities (催记): write down what was done and what came of it, with all that follows; take it back."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.acting import Acting, acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases import actions as cases
from huilong.rooms.cases.queries import case_brief
from huilong.rooms.cases.terms import CaseBrief, FlagEnd, FlagKind
from huilong.rooms.compliance.actions import tell_outcome
from huilong.rooms.compliance.queries import lender
from huilong.rooms.compliance.terms import OutcomeKind
from huilong.rooms.contact.models import Activity, Call
from huilong.rooms.contact.queries.channels import policy
from huilong.rooms.contact.queries.facts import person_of_case
from huilong.rooms.contact.queries.outcomes import outcome
from huilong.rooms.contact.rules.notes import bound_to
from huilong.rooms.contact.rules.outcomes import refuse_incomplete
from huilong.rooms.contact.terms import Channel, Direction, Done, OutcomeSpec, ReasonSpec
from huilong.rooms.journal.actions import record
from huilong.rooms.vault.queries import sealed_note
from huilong.shell.live import announce

MOST_OF_A_NOTE = 1000
MORNING = time(9)
"""When a case with a promise comes back on the promise's day."""


def record_activity(number: str, done: Done, at: datetime) -> int:
    """Write down what came of a contact (登记催记), in one transaction with what follows from it; its key.

    A promise is kept as a promise, a reason that means one sets a flag, and the case is not handed out before it is
    time. Raises Refusal `outcome-incomplete`, `no-such-outcome`, `call-told`, and what promises and flags refuse.
    """
    spec = outcome(done.outcome)
    refuse_incomplete(done, spec)
    case, who = case_brief(number), _me()
    note = done.note.strip()
    if len(note) > MOST_OF_A_NOTE:
        raise Refusal(
            "note-too-long", status=422, where="note", zh=f"备注最多 {MOST_OF_A_NOTE} 字。",
            en=f"A note has at most {MOST_OF_A_NOTE} characters.",
        )  # fmt: skip
    call = _call(case, done, who)
    who_was_it = call.person if call else done.person
    person = person_of_case(case, who_was_it) if who_was_it else None
    settle_outcomes(at, user=who.user)
    with transaction.atomic():
        promise = _promised(number, done, spec, person.id if person else None, call, at)
        flag = _flagged(number, done, spec.reason(done.reason), person.id if person else None, at)
        key_id, sealed = sealed_note(note, bound_to(case.id, who.user, at))
        try:
            with transaction.atomic():
                kept = Activity.objects.create(
                    case_id=case.id, at=at, on=timezone.localdate(at), channel=_channel(done, call).value,
                    direction=(Direction.IN if done.incoming else Direction.OUT).value,
                    person=person.id if person else None, role=person.role.value if person else "",
                    shown=f"{person.name} {person.phone}" if person else "", outcome=spec.code, reason=done.reason,
                    note=sealed, key_id=key_id, call=call, promise_id=promise, flag_id=flag, user=who.user,
                    organisation=who.organisation, seconds=call.seconds if call else 0,
                )  # fmt: skip
        except IntegrityError:
            raise Refusal(
                "call-told", zh="这次通话的结果已登记。", en="What came of this call was written down already.",
                remedy_zh="如需更正,请先撤销。", remedy_en="Undo it first to correct it.",
            ) from None  # fmt: skip
        _leave(kept, number, _again(done, spec, at), at)
        cases.rerank([case.id], timezone.localdate(at))
        cases.let_go(number)
        record(
            verb="activity.recorded", subject=("case", number), at=at,
            detail={
                "activity": kept.pk, "outcome": spec.code, "reason": done.reason, "promise": promise, "flag": flag,
            },
            verdict=str(call.verdicts[-1]) if call else "",
        )  # fmt: skip
        announce("activity", number, activity=kept.pk)
    return kept.pk


@transaction.atomic
def undo_activity(activity: int, at: datetime) -> str:
    """Take back what one wrote down moments ago (撤销), with the promise and the flag it made; the case's number.

    The call it was about took place and stays. Raises Refusal `too-late-to-undo`, `no-such-activity`.
    """
    who = _me()
    kept = Activity.objects.select_for_update().select_related("case").filter(pk=activity, user=who.user).first()
    if kept is None:
        raise Refusal("no-such-activity", status=404, zh="没有这条催记。", en="There is no such activity.")
    window = timedelta(seconds=policy().undo_seconds + 4)  # what the page shows, and the way there
    if kept.undone_at is not None or kept.told_at is not None or at - kept.at > window:
        raise Refusal(
            "too-late-to-undo", zh="已过撤销时限。", en="It is too late to undo this.",
            remedy_zh="请另登记一条说明更正。", remedy_en="Write down another activity that corrects it.",
        )  # fmt: skip
    Activity.objects.filter(pk=kept.pk).update(undone_at=at)
    if kept.promise_id:
        cases.withdraw_promise(kept.promise_id, at=at)
    if kept.flag_id:
        cases.end_flag(kept.flag_id, FlagEnd.UNDONE, at=at)
    cases.put_back(kept.case.number, kept.waited_until, kept.worked_before)
    cases.rerank([kept.case_id], timezone.localdate(at))
    record(verb="activity.undone", subject=("case", kept.case.number), at=at, detail={"activity": kept.pk})
    announce("activity", kept.case.number, activity=kept.pk)
    return kept.case.number


def settle_outcomes(at: datetime, *, user: int | None = None, most: int = 500) -> int:
    """Tell the law what became of calls whose time to undo has passed (登记行为结果); how many.

    Until then a call counts as a conversation, the stricter reading.
    """
    late = at - timedelta(seconds=policy().undo_seconds + 4)
    waiting = Activity.objects.filter(told_at=None, undone_at=None, call__isnull=False, at__lt=late)
    if user is not None:
        waiting = waiting.filter(user=user)
    told = 0
    for key in list(waiting.order_by("id").values_list("pk", flat=True)[:most]):
        with transaction.atomic():
            one = Activity.objects.select_for_update(skip_locked=True, of=("self",)).select_related("call").filter(
                pk=key, told_at=None, undone_at=None
            ).first()  # fmt: skip
            if one is None or one.call is None:
                continue
            for verdict in one.call.verdicts:
                _tell(verdict, OutcomeKind(outcome(one.outcome).law), at)
            Activity.objects.filter(pk=key).update(told_at=at)
            told += 1
    return told


def _tell(verdict: int, kind: OutcomeKind, at: datetime) -> None:
    """Tell the outcome of one verdict: acts on third parties are only done or not."""
    try:
        tell_outcome(verdict, kind, at)
    except Refusal as refusal:
        if refusal.code != "outcome-misfit":
            raise
        tell_outcome(verdict, OutcomeKind.DONE, at)


def _leave(kept: Activity, number: str, not_before: datetime | None, at: datetime) -> None:
    """Let the case wait, and keep on the activity how it waited before, for an undo."""
    waited, worked = cases.leave_until(number, not_before, at)
    Activity.objects.filter(pk=kept.pk).update(waited_until=waited, worked_before=worked)


def _call(case: CaseBrief, done: Done, who: Acting) -> Call | None:
    if not done.call:
        return None
    call = Call.objects.filter(pk=done.call, case_id=case.id, user=who.user).first()
    if call is None:
        raise Refusal(
            "no-such-call", status=404, where="call", zh="没有这次通话。", en="There is no such call.",
            remedy_zh="请先拨打。", remedy_en="Call first.",
        )  # fmt: skip
    return call


def _channel(done: Done, call: Call | None) -> Channel:
    return Channel.CALL if call or done.incoming else Channel.NOTE


def _promised(
    number: str, done: Done, spec: OutcomeSpec, person: int | None, call: Call | None, at: datetime
) -> int | None:
    if not spec.promise or done.amount_fen is None or done.on is None:
        return None
    return cases.promise(
        number, done.amount_fen, done.on, channel=_channel(done, call).value, person=person, loan_id="",
        today=timezone.localdate(at), at=at,
    )  # fmt: skip


def _flagged(number: str, done: Done, reason: ReasonSpec | None, person: int | None, at: datetime) -> int | None:
    """The flag that a reason means; what needs evidence later is said to be pending."""
    if reason is None or not reason.flag:
        return None
    on = timezone.localdate(at)
    until = None if reason.days is None else on + timedelta(days=reason.days)
    return cases.set_flag(
        number, FlagKind(reason.flag), since=on, until=until, evidence="pending" if reason.pending else "",
        note=done.note.strip(), person=person if reason.of_person else None,
        detail={"channels": list(reason.channels)} if reason.flag == "hold" else {}, at=at,
    )  # fmt: skip


def _again(done: Done, spec: OutcomeSpec, at: datetime) -> datetime | None:
    """When the case comes back: at the time agreed, on the promise's morning, or after the hours of the outcome."""
    if done.again_at is not None:
        return done.again_at
    if spec.promise and done.on is not None:
        return _morning(done.on)
    return at + timedelta(hours=spec.again_hours) if spec.again_hours is not None else None


def _morning(on: date) -> datetime:
    return datetime.combine(on, MORNING, ZoneInfo(lender().zone))


def _me() -> Acting:
    who = acting()
    if who is None or not who.user:
        raise Refusal(
            "nobody-acts", status=403, zh="未说明由谁办理。", en="Nobody said who works.",
            remedy_zh="请登录后办理。", remedy_en="Sign in first.",
        )  # fmt: skip
    return who

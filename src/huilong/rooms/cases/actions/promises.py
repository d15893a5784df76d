"""Verbs of promises (承诺还款): make one, put it off, withdraw it; judge them by the money that came."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.events import tell
from huilong.kernel.money import Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.actions.flags import refuse_stranger
from huilong.rooms.cases.actions.queue import rerank
from huilong.rooms.cases.models import Case, CaseEvent, CaseLoan, Promise
from huilong.rooms.cases.queries.desk import no_such_case
from huilong.rooms.cases.queries.promises import money_of, promise_policy
from huilong.rooms.cases.rules.flags import CHANNELS
from huilong.rooms.cases.rules.promise import Judged, Promised, judge
from huilong.rooms.cases.rules.promising import refuse_unfit_promise
from huilong.rooms.cases.terms import CaseEventKind, CaseState, PromiseMade, PromiseState
from huilong.rooms.journal.actions import record
from huilong.shell.live import announce

CASE_LOCKS = 7022006
EVENTS = {
    PromiseState.OPEN: CaseEventKind.PROMISE_REOPENED,
    PromiseState.KEPT: CaseEventKind.PROMISE_KEPT,
    PromiseState.PART_KEPT: CaseEventKind.PROMISE_PART_KEPT,
    PromiseState.BROKEN: CaseEventKind.PROMISE_BROKEN,
}
AT_ONCE = 1000


def one_at_the_case(case_id: int) -> None:
    """Wait until nobody else promises, or posts money, on this case; nobody does until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [CASE_LOCKS, case_id % 2**31])


def promise(
    number: str, amount_fen: Fen, due_on: date, *, channel: str, person: int | None = None, loan_id: str = "",
    today: date, at: datetime, replaces: int | None = None,
) -> int:  # fmt: skip
    """Take down a promise to pay (登记承诺) `amount_fen` by `due_on`, for one loan or for any of the case; its key.

    `replaces`: the open promise that is put off by this one, withdrawn in the same act. Money received today counts at
    once. Refuses a case that is not there, and what the house's limits do not allow.
    """
    with transaction.atomic():
        case_id = Case.objects.filter(number=number, state=CaseState.OPEN).values_list("id", flat=True).first()
        if case_id is None:
            raise no_such_case(number)
        one_at_the_case(case_id)
        refuse_stranger(case_id, person)
        _refuse_elsewhere(case_id, channel, loan_id)
        old = _put_off(case_id, replaces)
        _refuse_beyond(case_id, amount_fen, due_on, today, at, replaces)
        if old is not None:
            _withdraw(old, at)
        who = acting()
        made = Promise.objects.create(
            case_id=case_id, loan_id=loan_id, amount_fen=amount_fen, due_on=due_on, channel=channel, person=person,
            made_at=at, made_by=who.actor if who else "system", replaces_id=replaces,
        )  # fmt: skip
        _tell(case_id, today, CaseEventKind.PROMISE_MADE, made)
        told = {
            "promise": made.pk, "amount_fen": amount_fen, "due_on": due_on.isoformat(), "channel": channel,
            "loan_id": loan_id, "replaces": replaces,
        }  # fmt: skip
        record(verb="promise.made", subject=("case", number), detail=told, at=at)
        judge_case(case_id, at)
        rerank([case_id], today)
        tell(PromiseMade(number, int(made.pk), at))
        announce("promise", number, promise=made.pk, state="made")
    return int(made.pk)


def withdraw_promise(promise_id: int, *, at: datetime) -> None:
    """Withdraw a promise that is still open (撤销承诺). Refuses one that is not there, and one judged already."""
    with transaction.atomic():
        found = Promise.objects.select_related("case").filter(pk=promise_id).first()
        if found is None:
            raise Refusal("no-such-promise", zh="没有这项承诺。", en="There is no such promise.", status=404)
        one_at_the_case(found.case_id)
        found.refresh_from_db(fields=["state"])
        if found.state != PromiseState.OPEN:
            raise _judged_already()
        _withdraw(found, at)
        rerank([found.case_id], timezone.localdate(at))
        announce("promise", found.case.number, promise=promise_id, state="withdrawn")


def judge_promises(on: date) -> dict[str, int]:
    """Judge every promise whose day is near or ahead (判定承诺) at the end of `on`; how many came to stand how.

    The same call again changes nothing. What was learned late is judged anew for the policy's `look_back_days`.
    """
    since = on - timedelta(days=promise_policy().look_back_days)
    with transaction.atomic():
        live = Promise.objects.filter(withdrawn_at=None, due_on__gte=since)
        borrowers = set(live.values_list("case__borrower", flat=True))
        changed = _judge(borrowers, on, on)
        counts = {"promises": live.count(), **{state.value: changed[state] for state in EVENTS if changed[state]}}
        record(verb="promise.judged", subject=("night", on.isoformat()), actor="night", detail=counts, on=on)
    return counts


def judge_case(case_id: int, at: datetime) -> Counter[PromiseState]:
    """Judge the promises of a case at once (即时判定), its day not being over; how many changed to which state."""
    today = timezone.localdate(at)
    case = Case.objects.get(pk=case_id)
    with transaction.atomic():
        changed = _judge({case.borrower}, today - timedelta(days=1), today)
        if changed:
            told = {state.value: count for state, count in changed.items()}
            record(verb="promise.judged", subject=("case", case.number), detail=told, at=at)
            for state in changed:
                announce("promise", case.number, state=state.value)
    return changed


def _judge(borrowers: Collection[str], over: date, day: date) -> Counter[PromiseState]:
    """Judge all promises of these borrowers, `over` being the last day that is over, and tell of changes on `day`.

    By borrower, not by case: a loan may come back in a second case, and its money counts once.
    """
    kept = Promise.objects.filter(case__borrower__in=list(borrowers), withdrawn_at=None)
    rows = list(kept.select_for_update(of=("self",)).select_related("case").order_by("id"))
    if not rows:
        return Counter()
    of_whom: dict[str, list[Promise]] = {}
    for row in rows:
        of_whom.setdefault(row.case.borrower, []).append(row)
    loans = dict(CaseLoan.objects.filter(case__borrower__in=list(of_whom)).values_list("loan_id", "case__borrower"))
    money = money_of(loans, min(timezone.localdate(row.made_at) for row in rows))
    found: dict[int, Judged] = {}
    for borrower, promises in of_whom.items():
        asked = [
            Promised(row.pk, timezone.localdate(row.made_at), row.due_on, row.amount_fen, row.loan_id)
            for row in promises
        ]  # fmt: skip
        found |= judge(asked, money.get(borrower, []), over)
    return _write(rows, found, over, day)


def _write(rows: list[Promise], found: dict[int, Judged], over: date, day: date) -> Counter[PromiseState]:
    """Write what the promises came to, where it is not what stands; an event for each that came to stand otherwise."""
    changed: Counter[PromiseState] = Counter()
    moved, events = [], []
    for row in rows:
        now = found[row.pk]
        if row.state == now.state and row.kept_fen == now.kept_fen:
            continue
        if row.state != now.state:
            changed[now.state] += 1
            events.append(_event(row.case_id, day, EVENTS[now.state], row, now.kept_fen))
        moved.append((row.pk, now.state.value, now.kept_fen))
    if moved:
        with connection.cursor() as cursor:
            cursor.execute(_JUDGED, [list(column) for column in zip(*moved, strict=True)])
    CaseEvent.objects.bulk_create(events, batch_size=AT_ONCE)
    Promise.objects.filter(pk__in=[row.pk for row in rows]).exclude(judged_on=over).update(judged_on=over)
    return changed


_JUDGED = """
update cases_promise p set state = f.state, kept_fen = f.kept_fen
  from unnest(%s::bigint[], %s::text[], %s::bigint[]) as f (id, state, kept_fen) where p.id = f.id
"""


def _event(case_id: int, day: date, kind: CaseEventKind, one: Promise, kept_fen: Fen = 0) -> CaseEvent:
    said = {"due": one.due_on.isoformat(), "fen": one.amount_fen, "kept_fen": kept_fen, "promise": one.pk}
    return CaseEvent(case_id=case_id, on=day, kind=kind, why=kind.value, params=said)


def _tell(case_id: int, day: date, kind: CaseEventKind, one: Promise) -> None:
    CaseEvent.objects.bulk_create([_event(case_id, day, kind, one)])


def _withdraw(one: Promise, at: datetime) -> None:
    who = acting()
    actor = who.actor if who else "system"
    Promise.objects.filter(pk=one.pk).update(withdrawn_at=at, withdrawn_by=actor, state=PromiseState.WITHDRAWN)
    _tell(one.case_id, timezone.localdate(at), CaseEventKind.PROMISE_WITHDRAWN, one)
    record(verb="promise.withdrawn", subject=("case", one.case.number), detail={"promise": one.pk}, at=at)


def _put_off(case_id: int, replaces: int | None) -> Promise | None:
    """The open promise of the case that is put off; refuses any other."""
    if replaces is None:
        return None
    old = Promise.objects.select_related("case").filter(pk=replaces, case_id=case_id).first()
    if old is None or old.state != PromiseState.OPEN:
        raise _judged_already()
    return old


def _judged_already() -> Refusal:
    return Refusal(
        "promise-judged", zh="这项承诺已判定或已撤销。", en="This promise was judged or withdrawn already.",
        remedy_zh="请登记一项新的承诺。", remedy_en="Take down a new promise.",
    )  # fmt: skip


def _refuse_beyond(
    case_id: int, amount_fen: Fen, due_on: date, today: date, at: datetime, replaces: int | None
) -> None:
    """Refuse a promise beyond the limits, counting what the case has already."""
    policy = promise_policy()
    of_case = Promise.objects.filter(case_id=case_id)
    still_open = of_case.filter(state=PromiseState.OPEN).exclude(pk=replaces or 0).count()
    lately = at - timedelta(days=policy.reschedule_days)
    put_off = of_case.filter(replaces__isnull=False, made_at__gt=lately).count()
    principal, overdue = Case.objects.values_list("outstanding_principal_fen", "delinquent_fen").get(pk=case_id)
    refuse_unfit_promise(
        policy, amount_fen, due_on, today, most_fen=principal + overdue, still_open=still_open, put_off=put_off,
        replaces=replaces is not None,
    )  # fmt: skip


def _refuse_elsewhere(case_id: int, channel: str, loan_id: str) -> None:
    """Refuse a channel nobody has, and a loan that is not in collections in this case."""
    if channel not in CHANNELS:
        raise Refusal("no-choice", status=422, where="channel", zh="请选择触达方式。", en="Choose the channel.")
    if loan_id and not CaseLoan.objects.filter(case_id=case_id, loan_id=loan_id, left_on=None).exists():
        raise Refusal(
            "no-such-loan", status=422, where="loan_id", zh=f"本案没有在催借据 {loan_id}。",
            en=f"Loan {loan_id} is not in collections in this case.",
        )  # fmt: skip

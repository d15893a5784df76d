"""The live authority (收车授权): asked for at the car, renewed while conditions hold, ended by news, used once.

Everything here first takes the case's lock, which whoever posts money, takes a promise down or sets a flag takes too:
what commits first counts, and nobody can both have paid before and be taken from after.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.actions import one_at_the_case
from huilong.rooms.compliance.actions import refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.terms import Decision, OutcomeKind, Verdict
from huilong.rooms.journal.actions import record
from huilong.rooms.repossession.actions.lawful import EXECUTE, ask_the_law, stands_for_it
from huilong.rooms.repossession.actions.moving import actor, step
from huilong.rooms.repossession.models import Authority, Order
from huilong.rooms.repossession.queries.orders import stored
from huilong.rooms.repossession.queries.policy import policy
from huilong.rooms.repossession.queries.standing import standing_of
from huilong.rooms.repossession.rules import conditions, lawful, token
from huilong.rooms.repossession.terms import (
    BasisKind,
    Claim,
    Dealt,
    Held,
    OrderVerb,
    StopCause,
)
from huilong.shell.live import announce

Answer = TypeVar("Answer")


def ask_authority(key: int, *, user: int, at: datetime) -> Dealt:
    """Ask for the right to take the car of an order now (申请授权): signed, for this user alone, minutes long.

    Asked again while one is live, it is the same one, not made longer. Raises Refusal `no-authority`, naming what
    stops it, `law-blocked` with the clause (the hour, say), `authority-held` where somebody else holds one.
    """

    def dealt(order: Order) -> Dealt | Refusal | Decision:
        row = _current(order, at)
        if row is not None and row.holder != user:
            return _held_by_another()
        now = standing_of(order, user, at)
        if found := conditions.stops(now):
            _end(order, row, found[0], at)
            return no_authority(found[0])
        if row is None:
            verdict = ask_the_law(order, EXECUTE, at)
            if verdict.answer.verdict is Verdict.BLOCK:
                return verdict
            if verdict.permitted:
                tell_outcome(verdict.id, OutcomeKind.NOT_DONE, at)  # the car is not taken by asking
            row = Authority.objects.create(
                order=order, vin=order.vin, holder=user, issued_at=at, checked_at=at,
                expires_at=conditions.good_until(at, now, policy()),
            )  # fmt: skip
            _told("recovery.authority_issued", order, row, at)
        return _dealt(row, at)

    made: Dealt = _permitted(_under_lock(key, dealt))
    return made


def renew(key: int, *, user: int, at: datetime) -> Dealt:
    """Renew the authority that this user holds on an order (续期), as long as every condition still holds.

    Raises Refusal `no-authority`: what stops it has ended it.
    """

    def dealt(order: Order) -> Dealt | Refusal:
        row = _current(order, at)
        if row is None or row.holder != user:
            return no_authority(_last_end(order, user))
        held, now = held_of(row), standing_of(order, user, at)
        made = conditions.renewed(held, now, at, policy())
        if isinstance(made, StopCause):
            if made is not StopCause.RENEWALS:  # what was dealt stays good for its minutes; then a new one is asked for
                _end(order, row, made, at)
            return no_authority(made)
        row.expires_at, row.renewed, row.checked_at = made.expires_at, made.renewed, at
        row.save(update_fields=["expires_at", "renewed", "checked_at"])
        _told("recovery.authority_renewed", order, row, at, {"renewed": row.renewed})
        return _dealt(row, at)

    return _under_lock(key, dealt)


def taken(
    key: int, token_told: str, *, user: int, at: datetime, occupants: bool, resistance: bool, road_danger: bool
) -> int:
    """Take the car (收车): the one step that needs a live authority; the key of the line of history.

    The law is asked at the car, with what the agent sees there. Raises Refusal `no-authority` with what stops it, or
    `law-blocked` with the clause; either ends the authority. What is told afterwards goes to `claim_taken`.
    """

    def done(order: Order) -> int | Refusal | Decision:
        row = _current(order, at)
        claim = token.read(token.public(settings.AUTHORITY_KEY), token_told)
        now = standing_of(order, user, at, taking=True)
        why = conditions.may_take(held_of(row) if row else None, claim, now, user, at)
        if why is not None:
            _refused(order, row if why in conditions.stops(now) else None, why, user, at)
            return no_authority(why if row else _last_end(order, user))
        seen = lawful.at_the_car(
            BasisKind(order.basis), occupants=occupants, resistance=resistance, road_danger=road_danger
        )
        verdict = ask_the_law(order, EXECUTE, at, at_the_car=seen, second=stands_for_it(order))
        if not verdict.permitted:
            _refused(order, row, StopCause.LAW, user, at)
            return verdict
        assert row is not None  # noqa: S101 - may_take found it live
        _close(row, StopCause.USED, at)
        order.verdicts = [*order.verdicts, verdict.id]
        said = {"authority": row.pk, "owed_fen": now.owed_fen, "occupants": occupants, "resistance": resistance}
        line = step(order, OrderVerb.TAKE, at, detail=said, verdict=str(verdict.id), fields=("verdicts",))
        tell_outcome(verdict.id, OutcomeKind.DONE, at)
        announce("authority", order.case.number, order=order.pk, authority=row.pk, state="used", holder=row.holder)
        return int(line.pk)

    line: int = _permitted(_under_lock(key, done))
    return line


def give_back(key: int, *, user: int, at: datetime) -> None:
    """Give an authority back unused (交回授权): the agent leaves."""

    def done(order: Order) -> None:
        row = _current(order, at)
        if row is not None and row.holder == user:
            _end(order, row, StopCause.GIVEN_BACK, at)

    _under_lock(key, done)


def acknowledge(authority: int, *, user: int, at: datetime) -> None:
    """Confirm that the stop was seen (确认停止): by the holder alone. Once is enough; again changes nothing."""
    with transaction.atomic():
        row = Authority.objects.filter(pk=authority, holder=user, ended_at__isnull=False).first()
        if row is None:
            raise Refusal("no-such-authority", status=404, zh="没有这项授权。", en="There is no such authority.")
        if row.acknowledged_at is None:
            Authority.objects.filter(pk=authority, acknowledged_at=None).update(acknowledged_at=at)
            told = {"authority": authority, "order": row.order_id, "cause": row.ended,
                    "after_ms": _milliseconds(row, at)}  # fmt: skip
            record(verb="recovery.stop_acknowledged", subject=("order", row.order_id), at=at, detail=told)


def warn(what: str, key: int | str, cause: StopCause, at: datetime) -> int:
    """Tell all live orders of an order, case (number) or holder that something stops a taking (停止事由).

    Ends their authorities, in the transaction of whoever tells; how many ended. Whoever it is: the database checks.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select of_order, number, authority, holder, state from repossession_warn(%s, %s, %s, %s, %s)",
            [what, str(key), cause.value, at, actor()],
        )
        told = cursor.fetchall()
        for order, number, authority, holder, state in told:
            said = {"order": order, "cause": cause.value, "authority": authority, "state": state}
            record(verb="recovery.warned", subject=("case", number), at=at, detail=said)
            if authority is not None:
                announce("authority", number, order=order, authority=authority, state="ended", cause=cause.value,
                         holder=holder)  # fmt: skip
            announce("recovery", number, order=order, state=state)
    return sum(one[2] is not None for one in told)


def recheck(key: int, at: datetime) -> StopCause | None:
    """Look again whether an authority's conditions hold (复查授权), and end it if not; why, or None.

    For what comes without news: the lender's file, midnight, a licence's last day, the end of its minutes.
    """

    def looked(order: Order) -> StopCause | None:
        row = _current(order, at)
        if row is None:
            return None
        found = conditions.stops(standing_of(order, row.holder, at))
        if found:
            _end(order, row, found[0], at)
            return found[0]
        Authority.objects.filter(pk=row.pk).update(checked_at=at)
        return None

    return _under_lock(key, looked)


def held_of(row: Authority) -> Held:
    """An authority's row as the law of authorities sees it."""
    ended = StopCause(row.ended) if row.ended else None
    return Held(
        row.pk, row.order_id, row.vin, row.holder, row.issued_at, row.expires_at, row.renewed, ended, row.ended_at
    )


def no_authority(cause: StopCause) -> Refusal:
    """What the phone shows in red: why the car may not be taken, and to leave."""
    return Refusal(
        "no-authority", rule="house:live-authority", where=cause.value,
        zh=f"没有有效的收车授权:{cause.word.zh}。请停止并离开现场。",
        en=f"There is no live authority to take this car: {cause.word.en}. Stop and leave.",
        remedy_zh="请联系收车专员。", remedy_en="Ask the coordinator.",
    )  # fmt: skip


def _permitted(answer: Any) -> Any:
    """What was done; or the law's no, now that its verdict is committed."""
    if isinstance(answer, Decision):
        refuse_unless_permitted(answer)
        raise AssertionError("a verdict that permits is no refusal")
    return answer


def _under_lock(key: int, act: Callable[[Order], Answer | Refusal]) -> Answer:
    """Do something with an order while its case is held; what it refuses is refused once its traces are committed."""
    with transaction.atomic():
        one_at_the_case(stored(key).case_id)
        answer = act(stored(key, lock=True))
    if isinstance(answer, Refusal):
        raise answer
    return answer


def _current(order: Order, at: datetime) -> Authority | None:
    """The authority of an order that has not ended; one whose minutes are over ends here."""
    row = Authority.objects.select_for_update().filter(order=order, ended_at=None).first()
    if row is not None and at >= row.expires_at:
        _end(order, row, StopCause.EXPIRED, at)
        return None
    return row


def _last_end(order: Order, user: int) -> StopCause:
    """Why the last authority of this holder ended; "expired" for who never had one."""
    row = Authority.objects.filter(order=order, holder=user).exclude(ended="").order_by("-id").first()
    return StopCause(row.ended) if row else StopCause.EXPIRED


def _end(order: Order, row: Authority | None, cause: StopCause, at: datetime) -> None:
    """End an authority, if there is one, and tell the holder's screen."""
    if row is None or row.ended_at is not None:
        return
    _close(row, cause, at)
    _told("recovery.authority_ended", order, row, at, {"cause": cause.value})
    announce("authority", order.case.number, order=order.pk, authority=row.pk, state="ended", cause=cause.value,
             holder=row.holder)  # fmt: skip


def _close(row: Authority, cause: StopCause, at: datetime) -> None:
    row.ended, row.ended_at, row.ended_by = cause.value, max(at, row.issued_at), actor()
    row.save(update_fields=["ended", "ended_at", "ended_by"])


def _refused(order: Order, row: Authority | None, cause: StopCause, user: int, at: datetime) -> None:
    """A taking that was refused leaves its trace, and ends the authority it was tried under."""
    record(verb="recovery.taking_refused", subject=("case", order.case.number), at=at,
           detail={"order": order.pk, "cause": cause.value, "user": user})  # fmt: skip
    if row is not None and row.holder == user and cause is not StopCause.BASIS:
        _end(order, row, cause, at)


def _dealt(row: Authority, at: datetime) -> Dealt:
    claim = Claim(
        row.pk, row.order_id, row.vin, row.holder, int(row.issued_at.timestamp()), int(row.expires_at.timestamp())
    )
    return Dealt(
        row.pk, token.sign(settings.AUTHORITY_KEY, claim), row.expires_at, at, policy().renewals - row.renewed
    )


def _told(verb: str, order: Order, row: Authority, at: datetime, more: dict[str, Any] | None = None) -> None:
    said = {"order": order.pk, "authority": row.pk, "holder": row.holder, "until": row.expires_at.isoformat()}
    record(verb=verb, subject=("case", order.case.number), at=at, detail=said | (more or {}))


def _milliseconds(row: Authority, at: datetime) -> int:
    return 0 if row.ended_at is None else int((at - row.ended_at).total_seconds() * 1000)


def _held_by_another() -> Refusal:
    return Refusal(
        "authority-held", zh="此单的授权已在另一位手中。", en="Somebody else holds the authority of this order.",
        remedy_zh="请等其到期,或联系收车专员。", remedy_en="Wait until it ends, or ask the coordinator.",
    )  # fmt: skip

"""A server in memory (内存服务器) that decides by the room's own rules, as the actions over the database do."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from huilong.rooms.repossession.queries.policy import policy
from huilong.rooms.repossession.rules import conditions, token
from huilong.rooms.repossession.rules.conditions import FLAG_STOPS
from huilong.rooms.repossession.rules.states import after
from huilong.rooms.repossession.terms import LIVE, BasisKind, Claim, Held, OrderState, OrderVerb, Standing, StopCause

from .proof import Answer

KEY = bytes(range(32))
PUBLIC = token.public(KEY)
HOLDERS = {"tow": 1, "field": 2}


class Papers:
    """A handover signed that day."""

    on: date = date(2026, 4, 20)
    until: date | None = None
    files = dict.fromkeys(("paper", "identity", "video", "inventory"), 1)


class MemoryServer:
    """Orders, facts and authorities in dictionaries; what a killed act did is forgotten."""

    news = ("paid", "promise", "relief", *sorted(FLAG_STOPS.values()), "duty", "account")
    silent = ("licence", "closed", "unknown")

    def __init__(self) -> None:
        self.orders: dict[int, dict[str, Any]] = {}
        self.said: dict[str, set[str]] = {"a": set(), "b": set()}
        self.held: dict[int, Held] = {}
        self.count = 0

    def order(self, car: str, at: datetime) -> int | None:
        if any(one["vin"] == car and one["state"] in LIVE for one in self.orders.values()):
            return None
        self.count += 1
        self.orders[self.count] = {"vin": car, "state": OrderState.APPROVED, "holder": 0}
        return self.count

    def send(self, order: int, phone: str, at: datetime) -> None:
        one = self.orders[order]
        for verb in (OrderVerb.QUOTE, OrderVerb.DISPATCH, OrderVerb.ACCEPT):
            one["state"] = after(one["state"], verb)
        one["holder"] = HOLDERS[phone]

    def recall(self, order: int, at: datetime) -> None:
        one = self.orders[order]
        self._end(order, StopCause.RECALLED, at)
        one["state"], one["holder"] = after(one["state"], OrderVerb.RECALL), 0

    def say(self, car: str, kind: str, at: datetime) -> None:
        self.said[car].add(kind)
        if kind in self.news:
            for key, one in self.orders.items():
                if one["vin"] == car:
                    self._end(key, StopCause(kind), at)

    def unsay(self, car: str, kind: str, at: datetime) -> None:
        self.said[car].discard(kind)

    def ask(self, order: int, phone: str, at: datetime) -> Answer | None:
        user, now, held = HOLDERS[phone], self._standing(order, phone), self._current(order, at)
        if held is not None and held.holder != user:
            return None
        if found := conditions.stops(now):
            self._end(order, found[0], at)
            return None
        if held is None:
            self.count += 1
            until = conditions.good_until(at, now, policy())
            held = Held(self.count, order, self.orders[order]["vin"], user, at, until)
        return self._dealt(order, held, at)

    def renew(self, order: int, phone: str, at: datetime) -> Answer | None:
        held = self._current(order, at)
        if held is None or held.holder != HOLDERS[phone]:
            return None
        made = conditions.renewed(held, self._standing(order, phone), at, policy())
        if isinstance(made, StopCause):
            if made is not StopCause.RENEWALS:
                self._end(order, made, at)
            return None
        return self._dealt(order, made, at)

    def take(self, order: int, phone: str, told: str, at: datetime) -> bool:
        held, now, user = self._current(order, at), self._standing(order, phone, taking=True), HOLDERS[phone]
        why = conditions.may_take(held, token.read(PUBLIC, told), now, user, at)
        if why is not None:
            if held is not None and held.holder == user and why in conditions.stops(now):
                self._end(order, why, at)
            return False
        self._end(order, StopCause.USED, at)
        self.orders[order]["state"] = after(self.orders[order]["state"], OrderVerb.TAKE)
        return True

    def claim(self, order: int, phone: str, told: str, happened: datetime, at: datetime) -> bool:
        if self.orders[order]["state"] not in conditions.AT_THE_CAR:
            return False
        self._end(order, StopCause.RECALLED, at)
        self.orders[order]["state"] = after(self.orders[order]["state"], OrderVerb.CLAIM)
        return True

    def undo(self, order: int, at: datetime) -> None:
        self.orders[order]["state"] = after(self.orders[order]["state"], OrderVerb.UNDO)

    def live(self, order: int, at: datetime) -> int | None:
        held = self.held.get(order)
        return held.id if held is not None and conditions.is_live(held, at) else None

    def state(self, order: int) -> str:
        return str(self.orders[order]["state"].value)

    def killed(self, act: Any) -> None:
        kept = {key: dict(one) for key, one in self.orders.items()}, dict(self.held), self.count
        act()
        self.orders, self.held, self.count = kept

    def _standing(self, order: int, phone: str, *, taking: bool = False) -> Standing:
        one, said = self.orders[order], self.said[self.orders[order]["vin"]]
        return Standing(
            state=one["state"], case_open="closed" not in said, owed_fen=None if "unknown" in said else
            0 if "paid" in said else 330_000, stop_fen=0, promised="promise" in said, relieved="relief" in said,
            flags=frozenset(StopCause(kind) for kind in said if kind in FLAG_STOPS.values()),
            on_duty=one["holder"] == HOLDERS[phone] and "duty" not in said, duty_until=None,
            account_open="account" not in said, licensed="licence" not in said,
            grounded=conditions.is_grounded(BasisKind.HANDOVER, [Papers()], Papers.on, taking=taking),
        )  # fmt: skip

    def _current(self, order: int, at: datetime) -> Held | None:
        held = self.held.get(order)
        if held is not None and held.ended is None and at >= held.expires_at:
            self._end(order, StopCause.EXPIRED, at)
        return held if held is not None and conditions.is_live(held, at) else None

    def _end(self, order: int, cause: StopCause, at: datetime) -> None:
        held = self.held.get(order)
        if held is not None and held.ended is None:
            self.held[order] = replace(held, ended=cause, ended_at=max(at, held.issued_at))

    def _dealt(self, order: int, held: Held, at: datetime) -> Answer:
        self.held[order] = held
        issued, expires = int(held.issued_at.timestamp()), int(held.expires_at.timestamp())
        told = token.sign(KEY, Claim(held.id, order, held.vin, held.holder, issued, expires))
        return Answer(held.id, told, (held.expires_at - at) / timedelta(seconds=1))

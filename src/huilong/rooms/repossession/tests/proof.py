"""The proof by simulation (模拟验证): phones with wrong clocks, lost and late messages, a server killed at work, news.

One machine, two servers: one in memory that decides by the room's own rules, for many steps, and the real one over the
database's actions. What must never happen is told by an oracle that reads none of the room's code: it keeps a list of
reasons why the car may not be taken, and of the seconds for which a token was dealt.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from .conftest import AT

SECONDS = 300
CARS, PHONES = ("a", "b"), ("tow", "field")
FATES = st.sampled_from(("ok", "ok", "ok", "request lost", "answer lost", "late", "killed"))


@dataclass(frozen=True)
class Answer:
    """What a phone is answered: the token, and how many seconds it is good for from the server's moment on."""

    authority: int
    token: str
    left: float


class Server(Protocol):
    """What the machine asks of a server. None is a refusal; a killed act leaves nothing behind."""

    news: tuple[str, ...]
    silent: tuple[str, ...]

    def order(self, car: str, at: datetime) -> int | None: ...
    def recall(self, order: int, at: datetime) -> None: ...
    def send(self, order: int, phone: str, at: datetime) -> None: ...
    def say(self, car: str, kind: str, at: datetime) -> None: ...
    def unsay(self, car: str, kind: str, at: datetime) -> None: ...
    def ask(self, order: int, phone: str, at: datetime) -> Answer | None: ...
    def renew(self, order: int, phone: str, at: datetime) -> Answer | None: ...
    def take(self, order: int, phone: str, token: str, at: datetime) -> bool: ...
    def claim(self, order: int, phone: str, token: str, happened: datetime, at: datetime) -> bool: ...
    def live(self, order: int, at: datetime) -> int | None: ...
    def undo(self, order: int, at: datetime) -> None: ...
    def state(self, order: int) -> str: ...
    def killed(self, act: Any) -> None: ...


@dataclass
class Phone:
    """A phone: the newest token it holds of each order, and until when it shows green for it. It counts from when it
    asked, by no clock of its own but elapsed seconds; `wrong_by` is how wrong its clock is."""

    wrong_by: timedelta
    tokens: dict[int, str] = field(default_factory=dict)
    green: dict[int, datetime] = field(default_factory=dict)


@dataclass
class Truth:
    """What the oracle knows of one order."""

    car: str
    holder: str
    sent: bool = True
    taken: int = 0
    gone: bool = False
    dealt: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    """token → authority, until when."""
    authority: int | None = None
    until: datetime = AT


class Recovery(RuleBasedStateMachine):
    """Everything that can happen around two cars."""

    server: Server
    make: Callable[[], Server]
    """Makes the server this machine is about (`over`)."""
    steps = takings = 0
    """How many steps were done, how many cars taken in all: a proof over nothing proves nothing."""

    @initialize(wrong=st.integers(-7200, 7200))
    def begin(self, wrong: int) -> None:
        self.server = self.make()
        self.now = AT
        self.phones = {name: Phone(timedelta(seconds=wrong * (n + 1))) for n, name in enumerate(PHONES)}
        self.truth: dict[int, Truth] = {}
        self.reasons: dict[str, set[str]] = {car: set() for car in CARS}
        self.flying: list[tuple[str, str, int, str, datetime]] = []
        for car in CARS:  # from here on there is something to go wrong
            self.order(car=car, holder=PHONES[0])
            self._handle(("ask", PHONES[0], len(self.truth) and max(self.truth), "", self.now))

    @rule(seconds=st.sampled_from((1, 7, 60, 150, 299, 300)))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(car=st.sampled_from(CARS), holder=st.sampled_from(PHONES))
    def order(self, car: str, holder: str) -> None:
        if self.reasons[car]:
            return  # nobody asks for a car while something stops it
        standing = [key for key, one in self.truth.items() if one.car == car and self._lives(key)]
        made = self.server.order(car, self.now)
        assert (made is None) == bool(standing), "a second live order on a car"
        if made is not None:
            self.server.send(made, holder, self.now)
            self.truth[made] = Truth(car, holder)

    @precondition(lambda self: self.truth)
    @rule(data=st.data(), holder=st.sampled_from(PHONES))
    def recall_or_send(self, data: Any, holder: str) -> None:
        key, one = self._some(data)
        if self.server.state(key) not in ("accepted", "approved"):
            return
        if one.sent:
            self.server.recall(key, self.now)
            one.sent, one.authority = False, None
        elif not self.reasons[one.car]:
            self.server.send(key, holder, self.now)
            one.sent, one.holder = True, holder

    @rule(car=st.sampled_from(CARS), holder=st.sampled_from(PHONES))
    def the_car_goes_back_and_is_ordered_anew(self, car: str, holder: str) -> None:
        for key, one in self.truth.items():
            if one.car == car and self.server.state(key) in ("taken", "claimed"):
                self.server.undo(key, self.now)
                one.gone = True
        self.order(car=car, holder=holder)

    @rule(data=st.data(), car=st.sampled_from(CARS))
    def something_comes_up(self, data: Any, car: str) -> None:
        kind = data.draw(st.sampled_from(("paid", *self.server.news, *self.server.silent)))
        if kind in self.reasons[car]:
            self.server.unsay(car, kind, self.now)
            self.reasons[car].discard(kind)
            return
        self.server.say(car, kind, self.now)
        self.reasons[car].add(kind)
        if kind in self.server.news:
            for key, one in self.truth.items():
                if one.car == car and not one.taken:
                    one.authority = None
                    assert self.server.live(key, self.now) is None, "news that ended nothing"

    @precondition(lambda self: self.truth)
    @rule(data=st.data(), other=st.integers(0, 5), what=st.sampled_from(("ask", "renew", "take", "take")), fate=FATES)
    def phone_speaks(self, data: Any, other: int, what: str, fate: str) -> None:
        key, one = self._some(data)
        phone = one.holder if other else PHONES[one.holder == PHONES[0]]
        said = (what, phone, key, self.phones[phone].tokens.get(key, ""), self.now)
        if fate == "late":
            self.flying.append(said)
        elif fate == "killed":
            self.server.killed(lambda: self._handle(said, quiet=True))
        elif fate != "request lost":
            self._handle(said, heard=fate == "ok")

    @precondition(lambda self: self.truth)
    @rule(data=st.data())
    def the_holder_asks_and_takes(self, data: Any) -> None:
        key, one = self._some(data)
        self._handle(("ask", one.holder, key, "", self.now))
        self._handle(("take", one.holder, key, self.phones[one.holder].tokens.get(key, ""), self.now))

    @rule(car=st.sampled_from(CARS))
    def all_is_over(self, car: str) -> None:
        for kind in sorted(self.reasons[car]):
            self.server.unsay(car, kind, self.now)
        self.reasons[car].clear()

    @precondition(lambda self: self.flying)
    @rule(data=st.data())
    def late_message_comes(self, data: Any) -> None:
        self._handle(self.flying.pop(data.draw(st.integers(0, len(self.flying) - 1))))

    @precondition(lambda self: self.truth)
    @rule(data=st.data(), phone=st.sampled_from(PHONES), ago=st.integers(0, 1200))
    def phone_claims_afterwards(self, data: Any, phone: str, ago: int) -> None:
        key, one = self._some(data)
        if ago % 8:
            return  # else every car would soon be said to be taken
        happened = min(self.now, self.now - timedelta(seconds=ago) + self.phones[phone].wrong_by)
        before = self.server.state(key)
        if self.server.claim(key, phone, self.phones[phone].tokens.get(key, ""), happened, self.now):
            one.authority = None
            assert self.server.state(key) == "claimed", "a claim is no taking"
        else:
            assert self.server.state(key) == before

    def teardown(self) -> None:
        """At the end of every run all is well again, and each car is taken by right: else a server that refuses
        everything would pass. Not after a run that failed, whose error is the one to read."""
        if not hasattr(self, "truth") or sys.exc_info()[0] is not None:
            return
        for car in CARS:
            self.all_is_over(car=car)
            self.the_car_goes_back_and_is_ordered_anew(car=car, holder=PHONES[0])
            key = next(key for key, one in self.truth.items() if one.car == car and self._lives(key))
            if not self.truth[key].sent:
                self.server.send(key, PHONES[0], self.now)
                self.truth[key].sent, self.truth[key].holder = True, PHONES[0]
            phone = self.truth[key].holder
            self._handle(("ask", phone, key, "", self.now))
            self._handle(("take", phone, key, self.phones[phone].tokens.get(key, ""), self.now))
            assert self.truth[key].taken == 1, "a car that may be taken is not"

    def _handle(self, said: tuple[str, str, int, str, datetime], *, heard: bool = True, quiet: bool = False) -> None:
        what, phone, key, token, sent_at = said
        if what == "take":
            self._taken(key, phone, token, quiet=quiet)
            return
        answer = getattr(self.server, what)(key, phone, self.now)
        if quiet:
            return
        one = self.truth[key]
        if answer is None:
            if what == "renew" and self.server.live(key, self.now) is None:
                one.authority = None
            if heard:
                self.phones[phone].green.pop(key, None)
            return
        assert self._may(one, phone), "an authority against a reason"
        if what == "renew":
            assert one.authority == answer.authority, "what ended is renewed"
        one.authority, one.until = answer.authority, self.now + timedelta(seconds=answer.left)
        one.dealt[answer.token] = (answer.authority, one.until)
        if heard:
            self.phones[phone].tokens[key] = answer.token
            self.phones[phone].green[key] = sent_at + timedelta(seconds=answer.left)

    def _taken(self, key: int, phone: str, token: str, *, quiet: bool) -> None:
        one = self.truth[key]
        authority, until = one.dealt.get(token, (None, self.now))
        right = (
            self._may(one, phone) and not one.taken and authority is not None and one.authority == authority
            and self.now < until and self.now < one.until and self.server.state(key) in ("accepted", "located")
        )  # fmt: skip
        done = self.server.take(key, phone, token, self.now)
        assert done == right, f"taken {done}, by right {right}: {self.reasons[one.car]}"
        if quiet:
            return
        if done:
            one.taken += 1
            one.authority = None
            assert one.taken == 1, "taken twice"
            type(self).takings += 1
        elif self.server.live(key, self.now) is None:
            one.authority = None

    def _may(self, one: Truth, phone: str) -> bool:
        return one.sent and one.holder == phone and not self.reasons[one.car]

    def _lives(self, key: int) -> bool:
        return self.server.state(key) not in ("stopped", "refused", "released", "undone", "at_sale")

    def _some(self, data: Any) -> tuple[int, Truth]:
        key = data.draw(st.sampled_from(sorted(self.truth)))
        return key, self.truth[key]

    @invariant()
    def no_phone_is_green_longer_than_its_token(self) -> None:
        for phone in getattr(self, "phones", {}).values():
            for key, until in phone.green.items():
                assert until <= self.truth[key].dealt[phone.tokens[key]][1]

    @invariant()
    def what_was_taken_was_taken_once_and_the_rest_was_not(self) -> None:
        type(self).steps += 1
        for key, one in getattr(self, "truth", {}).items():
            assert (self.server.state(key) == "taken") == (one.taken == 1 and not one.gone)


def over(server: Callable[[], Server]) -> type[Recovery]:
    """A machine about such servers, which counts its steps from nothing."""

    class Over(Recovery):
        make = staticmethod(server)
        steps = takings = 0

    return Over

"""Channels of tests (测试通道): they reach nobody, keep every key they were given, lose answers as told."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, settings

from huilong.rooms.contact.terms import Handed, HandedState, Letter, Outgoing, Permission, Report

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Laws are tested as well on a machine that is busy."""
TAKEN = Handed(HandedState.ACCEPTED, "", "OK")
LOST = Handed(HandedState.UNKNOWN, "", "timeout")
ALLOWED = Permission((), None)


class Killed(BaseException):
    """The worker is gone: nothing after this line of it happens."""


@dataclass
class Counting:
    """A provider that counts. `answer(key, n)` says what becomes of the n-th time a key is given: what is answered, and
    whether it was taken. `given` counts every time, `taken` what reached somebody, in order."""

    answer: Callable[[str, int], tuple[Handed, bool]] = lambda key, n: (TAKEN, True)
    given: Counter[str] = field(default_factory=Counter)
    taken: list[Outgoing] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    can_ask: bool = True
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, message: Outgoing) -> Handed:
        with self.lock:
            self.given[message.key] += 1
            said, reached = self.answer(message.key, self.given[message.key])
            if reached:
                self.taken.append(message)
            return said

    def ask(self, key: str) -> Handed | None:
        with self.lock:
            self.asked.append(key)
            if not self.can_ask:
                return LOST
            return TAKEN if any(one.key == key for one in self.taken) else None

    def reports(self, headers: Mapping[str, str], body: bytes) -> list[Report]:
        return []


@dataclass
class Press:
    """Sets every letter in the same few bytes, and keeps what it was given."""

    letters: list[Letter] = field(default_factory=list)
    fails: Any = None

    def pdf(self, letter: Letter) -> bytes:
        if self.fails is not None:
            raise self.fails
        self.letters.append(letter)
        told = f"%PDF-1.7\n% {len(self.letters)} {letter.values['letter_number']}\n"
        return told.encode() + b"1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


def allow(number: str, person: int, channel: Any, at: Any, **said: Any) -> Permission:
    """A law that allows everything, for tests that are not about it."""
    return ALLOWED

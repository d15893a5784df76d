"""Acting (行为人): who does the present work, for whom, from where and what for.

A door says it once (`act_as`), and database, journal and laws read it (`acting`). Nothing said means nobody:
the database then shows nothing and the journal writes `system`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

WORK = "work"
SIGN_IN = "sign-in"


@dataclass(frozen=True)
class Acting:
    """One statement of who acts (行为声明).

    `user` is the key of a user (0: somebody who has not signed in yet), `organisation` that of the user's organisation
    (0: unknown), `where` says from which address or device, `purpose` what for (`work`, `reveal`, `export` …).
    """

    user: int
    organisation: int = 0
    role: str = ""
    where: str = ""
    purpose: str = WORK

    @property
    def actor(self) -> str:
        """As the journal names the one who acts: `user:<key>`."""
        return f"user:{self.user}"


_now: ContextVar[Acting | None] = ContextVar("acting", default=None)


def acting() -> Acting | None:
    """Who acts now; None when nobody said."""
    return _now.get()


@contextmanager
def act_as(who: Acting | None) -> Iterator[None]:
    """Let `who` act within the block (None: nobody).

    >>> with act_as(Acting(7)):
    ...     acting().actor
    'user:7'
    >>> acting() is None
    True
    """
    before = _now.set(who)
    try:
        yield
    finally:
        _now.reset(before)


@contextmanager
def for_purpose(purpose: str) -> Iterator[None]:
    """Let whoever acts now do so for another purpose within the block; nobody stays nobody."""
    who = _now.get()
    with act_as(None if who is None else replace(who, purpose=purpose)):
        yield

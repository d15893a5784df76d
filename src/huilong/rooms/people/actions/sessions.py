"""Sessions (会话): Django's, kept under the SHA-256 of the cookie; and the verbs that end them.

The table is reached by functions of the database that take the hash (migration 0006), so that the pages' own role
cannot list what sessions hold. SESSION_ENGINE names this module.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import connection, transaction

from huilong.rooms.journal.actions import record
from huilong.rooms.people.models import Session
from huilong.rooms.people.terms import SessionEnd


def hash_of(key: str) -> str:
    """The name under which a session is kept."""
    return hashlib.sha256(key.encode()).hexdigest()


@dataclass(frozen=True)
class Standing:
    """What is known of a session beside what it holds (会话状态)."""

    age_seconds: float = 0.0
    idle_seconds: float = 0.0
    locked: bool = False
    ended_why: str = ""


def _asked(sql: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


class SessionStore(SessionBase):
    """A session in `people_session`. An ended one reads as empty and says why in `standing`."""

    standing = Standing()

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing when it has expired, was ended, or never was."""
        found = _asked("select * from people_session_of(%s)", hash_of(self.session_key or ""))
        if found is None:
            self._session_key = None
            return {}
        data, _user, age, idle, locked, why = found
        self.standing = Standing(float(age or 0), float(idle or 0), locked, why)
        if why:
            self._session_key = None
            return {}
        return self.decode(data)

    def exists(self, session_key: str) -> bool:
        """Whether such a session is kept."""
        return _asked("select * from people_session_of(%s)", hash_of(session_key)) is not None

    def create(self) -> None:
        """Begin a session under a new key."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Keep what the session holds."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        user = data.get(SESSION_KEY)
        kept = _asked(
            "select people_session_keep(%s, %s, %s, %s, %s)", hash_of(self.session_key), self.encode(data),
            self.get_expiry_date(), int(user) if user else None, must_create,
        )[0]  # fmt: skip
        if not kept:
            raise CreateError if must_create else UpdateError

    def delete(self, session_key: str | None = None) -> None:
        """Forget a session, by default this one."""
        key = session_key or self.session_key
        if key:
            _asked("select people_session_drop(%s)", hash_of(key))

    def seen(self, *, lock: bool = False) -> None:
        """Note that its user is there, or lock it until the password is given again."""
        _asked("select people_session_seen(%s, %s)", hash_of(self.session_key or ""), lock)

    @classmethod
    def clear_expired(cls) -> None:
        """Nothing to do: sign-ins sweep what expired."""


def enter(user_id: int, key: str, *, address: str, device: str, alone: bool, at: datetime) -> int:
    """Note where a new session is (登录会话); with `alone` end the user's others. How many were ended."""
    here = hash_of(key)
    Session.objects.filter(pk=here).update(address=address[:45], device=device[:160])
    return end_sessions(user_id, SessionEnd.ELSEWHERE, actor=user_id, at=at, spare=key) if alone else 0


@transaction.atomic
def end_sessions(user_id: int, why: SessionEnd, *, actor: int, at: datetime, spare: str = "", one: str = "") -> int:
    """End sessions of a user (结束会话), all but the one of cookie `spare`, or only that of hash `one`; how many."""
    found = Session.objects.filter(user=user_id, ended_at=None)
    if spare:
        found = found.exclude(pk=hash_of(spare))
    if one:
        found = found.filter(pk=one)
    count = found.update(ended_at=at, ended_why=why.value)
    if count:
        record(
            verb="session.ended", subject=("user", user_id), actor=f"user:{actor}" if actor else "system", at=at,
            detail={"why": why.value, "sessions": count},
        )  # fmt: skip
    return count

"""Django's PostgreSQL, and one thing more: the session always says who acts (`h.act`), so that policies can judge.

The statement follows `kernel.acting`: whenever the one who acts has changed since the session last heard, it is told
first. A rollback may undo what the session heard, so after one it is told again.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from huilong.kernel.acting import acting
from huilong.rooms.people.rules.statement import statement

UNKNOWN = object()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that says who acts."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._heard: object = None
        self.execute_wrappers.append(self._say_first)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A new session, which has heard nothing."""
        self._heard = None
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor in a session that knows who acts."""
        self._say()
        return super().create_cursor(name)

    def _say_first(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        self._say()
        return execute(sql, params, many, context)

    def _say(self) -> None:
        who = acting()
        if who == self._heard or self.connection.info.transaction_status == TransactionStatus.INERROR:
            return  # in a failed transaction only a rollback is heard, and after one it is told again
        said = ""
        if who is not None:
            said = statement(settings.SCOPE_KEY, who.user, who.purpose, self.connection.info.backend_pid)
        self._heard = UNKNOWN
        with self.connection.cursor() as cursor:
            cursor.execute("select set_config('h.act', %s, false)", [said])
        self._heard = who

    def _rollback(self) -> None:
        self._heard = UNKNOWN
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        self._heard = UNKNOWN
        super()._savepoint_rollback(sid)  # type: ignore[misc]

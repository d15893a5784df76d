"""Meeting the database as another kind of process does (换身份连接): as `huilong_web`, or as `huilong_night`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.db import connections


@contextmanager
def meeting_as(role: str) -> Iterator[Any]:
    """Within the block this thread's connection is a new one, logged in as `role` (`web` or `night`).

    The thread's own connection, with its open transaction, waits meanwhile. Only committed rows are seen.
    """
    from django.conf import settings

    from huilong.site.roles import url_of

    own = connections["default"]
    login = urlsplit(url_of(role, settings.DATABASE_URL, settings.SECRET_KEY))
    other = connections.create_connection("default")
    other.settings_dict = {**own.settings_dict, "USER": login.username, "PASSWORD": login.password}
    connections["default"] = other
    try:
        yield other
    finally:
        other.close()
        connections["default"] = own

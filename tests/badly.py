"""Forms filled in badly (乱填表单): each field left out or nonsense in turn; a notice answers, never a breakdown."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.test import Client

BAD = (
    "", "abc", "-5", "0", "9" * 30, "1e9", "²", "1.2345", "31.12.2026", "2026-02-30", "0001-01-01", "9999-12-31",
    "0001-01-01T00:00", "9999-12-31T23:59", "a\x00b", "x" * 5_000, "[]", "{}",
)  # fmt: skip
"""Letters in numbers, below nothing, too large, days that are none or at the end of all days, what no text may hold."""


def asked_badly(
    client: Client, path: str, good: Mapping[str, Any], method: str = "post"
) -> Iterator[tuple[str, str | None, int]]:
    """Ask with one field after the other left out (None) or bad; which, with what, and the status answered.

    Whatever it changes is undone, so that each is asked of the same state.
    """
    client.raise_request_exception = False
    for name in good:
        for bad in (None, *BAD):
            told = {key: value for key, value in {**good, name: bad}.items() if value is not None}
            with transaction.atomic():
                yield name, bad, getattr(client, method)(path, told).status_code
                transaction.set_rollback(True)


def breakdowns(client: Client, path: str, good: Mapping[str, Any], method: str = "post") -> list[str]:
    """What was answered with a breakdown (500 and above); and, first, if nothing at all was refused."""
    found = list(asked_badly(client, path, good, method))
    broken = [f"{path} {name}={bad!r:.40}: {status}" for name, bad, status in found if status >= 500]
    if good and not any(400 <= status < 500 for _name, _bad, status in found):
        broken.insert(0, f"{path}: nothing is refused")
    return broken

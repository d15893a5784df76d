"""The provider's process as tests meet it (对手进程)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from huilong.integrations.sms_http.config import Config
from huilong.integrations.tests import processes

SECRET, CALLBACK_SECRET = "a secret between two", "another for the way back"


def config_for(address: str, **changes: Any) -> Config:
    """How to reach a provider at an address."""
    given = {
        "url": urlsplit(address), "key": "simulated-key", "secret": SECRET, "callback_secret": CALLBACK_SECRET,
        "sign_name": "回笼金融", "timeout_seconds": 20.0,
    }  # fmt: skip
    return Config(**(given | changes))


class Counterpart:
    """The provider, its orders and what it has taken."""

    def __init__(self, address: str) -> None:
        self.address = address

    def config(self, **changes: Any) -> Config:
        return config_for(self.address, **changes)

    def order(self, **told: Any) -> None:
        processes.order(self.address, **told)

    def taken(self) -> dict[str, dict[str, Any]]:
        return processes.taken(self.address)


@contextmanager
def counterpart(folder: Path, *more: str) -> Iterator[Counterpart]:
    """The simulator, started as a process and stopped at the end."""
    for name, secret in (("secret", SECRET), ("callback", CALLBACK_SECRET)):
        (folder / name).write_text(secret + "\n", encoding="utf-8")
    files = ["--secret-file", str(folder / "secret"), "--callback-secret-file", str(folder / "callback")]
    with processes.started("huilong.integrations.sms_http.simulator", "--port", "0", *files, *more) as address:
        yield Counterpart(address)

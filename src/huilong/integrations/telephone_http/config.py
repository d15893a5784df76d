"""Settings of the telephone system (话务设置), from the environment. Secrets may lie in a file: NAME_FILE."""

import ssl
from dataclasses import dataclass
from urllib.parse import SplitResult

from huilong.integrations import environment
from huilong.shell.given import given


@dataclass(frozen=True)
class Config:
    """How to reach the gateway (话务网关): where, as whom, and what its calls back are signed with."""

    url: SplitResult
    key: str
    secret: str
    callback_secret: str
    timeout_seconds: float = 5.0
    trust: ssl.SSLContext | None = None

    def __repr__(self) -> str:
        return f"Config({self.url.netloc})"


def config() -> Config:
    """What the environment says. Refuses what is missing, and plain HTTP to any other machine."""
    url, secret = environment.address("TELEPHONE_HTTP_URL"), environment.needed("TELEPHONE_HTTP_SECRET")
    return Config(
        url=url,
        key=environment.needed("TELEPHONE_HTTP_KEY"),
        secret=secret,
        callback_secret=given("TELEPHONE_HTTP_CALLBACK_SECRET") or secret,
        timeout_seconds=environment.seconds("TELEPHONE_HTTP_TIMEOUT_SECONDS", 5),
        trust=environment.trusted("TELEPHONE_HTTP_CA_FILE") if url.scheme == "https" else None,
    )

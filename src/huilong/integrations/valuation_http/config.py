"""Settings of the valuer (估值服务设置), from the environment. Secrets may lie in a file: NAME_FILE."""

import ssl
from dataclasses import dataclass
from urllib.parse import SplitResult

from huilong.integrations import environment


@dataclass(frozen=True)
class Config:
    """How to reach the valuer (估值服务): where, and as whom."""

    url: SplitResult
    key: str
    secret: str
    timeout_seconds: float = 10.0
    trust: ssl.SSLContext | None = None

    def __repr__(self) -> str:
        return f"Config({self.url.netloc})"


def config() -> Config:
    """What the environment says. Refuses what is missing, and plain HTTP to any other machine."""
    url = environment.address("VALUATION_HTTP_URL")
    return Config(
        url=url,
        key=environment.needed("VALUATION_HTTP_KEY"),
        secret=environment.needed("VALUATION_HTTP_SECRET"),
        timeout_seconds=environment.seconds("VALUATION_HTTP_TIMEOUT_SECONDS", 10),
        trust=environment.trusted("VALUATION_HTTP_CA_FILE") if url.scheme == "https" else None,
    )

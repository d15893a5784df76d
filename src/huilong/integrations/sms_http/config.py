"""Settings of the text channel (短信通道设置), from the environment. Secrets may lie in a file: NAME_FILE."""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult

from huilong.integrations import environment
from huilong.shell.given import given


@dataclass(frozen=True)
class Config:
    """How to reach the provider (短信服务商): where, as whom, with which name before the text.

    `templates` maps the house's templates to the provider's, by whose number it knows an approved text; a message of
    another template is handed over as text.
    """

    url: SplitResult
    key: str
    secret: str
    callback_secret: str
    sign_name: str
    templates: Mapping[str, str] = field(default_factory=dict)
    timeout_seconds: float = 10.0
    trust: ssl.SSLContext | None = None

    def __repr__(self) -> str:
        return f"Config({self.url.netloc})"


def config() -> Config:
    """What the environment says. Refuses what is missing, and plain HTTP to any other machine."""
    url, secret = environment.address("SMS_HTTP_URL"), environment.needed("SMS_HTTP_SECRET")
    return Config(
        url=url,
        key=environment.needed("SMS_HTTP_KEY"),
        secret=secret,
        callback_secret=given("SMS_HTTP_CALLBACK_SECRET") or secret,
        sign_name=os.environ.get("SMS_HTTP_SIGN_NAME", ""),
        templates=environment.table("SMS_HTTP_TEMPLATES"),
        timeout_seconds=environment.seconds("SMS_HTTP_TIMEOUT_SECONDS", 10),
        trust=environment.trusted("SMS_HTTP_CA_FILE") if url.scheme == "https" else None,
    )

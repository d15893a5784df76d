"""Settings of the mail channel (邮件通道设置), from the environment. Secrets may lie in a file: NAME_FILE."""

import hashlib
import hmac
import os
import ssl
from dataclasses import dataclass
from enum import Enum

from huilong.integrations import environment
from huilong.integrations.mail_smtp.address import is_address
from huilong.shell.given import given


class Guard(Enum):
    """How the way to the server is kept from being read (加密方式)."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"


PORTS = {Guard.IMPLICIT: 465, Guard.STARTTLS: 587, Guard.NONE: 25}


@dataclass(frozen=True)
class Config:
    """How to reach the mail server (邮件服务器), and as whom. Bounces go to `bounces`, and are known by `id_key`."""

    host: str
    port: int
    guard: Guard
    sender: str
    sender_name: str
    bounces: str
    id_key: bytes
    user: str = ""
    password: str = ""
    timeout_seconds: float = 30.0
    trust: ssl.SSLContext | None = None

    def __repr__(self) -> str:
        return f"Config({self.host}:{self.port})"

    @property
    def domain(self) -> str:
        """The domain the house writes from."""
        return self.sender.rpartition("@")[2]


def config() -> Config:
    """What the environment says. Refuses what is missing, and an open way to any other machine."""
    from django.conf import settings

    host = environment.needed("MAIL_SMTP_HOST")
    try:
        guard = Guard(os.environ.get("MAIL_SMTP_TLS", "starttls"))
    except ValueError as error:
        says = "须为 implicit、starttls 或 none", "must be implicit, starttls or none"
        raise environment.misled("MAIL_SMTP_TLS", *says) from error
    if guard is Guard.NONE and host not in environment.LOOPBACK:
        raise environment.refused(
            "channel-in-clear", "MAIL_SMTP_TLS=none 只能用于本机,否则邮件会以明文传送。",
            "MAIL_SMTP_TLS=none is for this machine only: mail would travel in clear.",
        )  # fmt: skip
    port = os.environ.get("MAIL_SMTP_PORT") or str(PORTS[guard])
    if not port.isdecimal() or not 0 < int(port) < 65_536:
        raise environment.misled("MAIL_SMTP_PORT", "不是端口号", "is no port")
    sender = environment.needed("MAIL_SMTP_FROM")
    bounces = os.environ.get("MAIL_SMTP_BOUNCES") or sender
    if not is_address(sender) or not is_address(bounces):
        raise environment.misled("MAIL_SMTP_FROM / MAIL_SMTP_BOUNCES", "不是邮件地址", "is no address of mail")
    user, password = os.environ.get("MAIL_SMTP_USER", ""), given("MAIL_SMTP_PASSWORD") or ""
    if not (user + password).isascii():  # smtplib signs in with ASCII only
        raise environment.misled("MAIL_SMTP_USER / MAIL_SMTP_PASSWORD", "只能用 ASCII 字符", "must be ASCII")
    return Config(
        host=host,
        port=int(port),
        guard=guard,
        sender=sender,
        sender_name=os.environ.get("MAIL_SMTP_FROM_NAME", ""),
        bounces=bounces,
        id_key=hmac.digest(settings.SECRET_KEY.encode(), b"mail message ids", hashlib.sha256),
        user=user,
        password=password,
        timeout_seconds=environment.seconds("MAIL_SMTP_TIMEOUT_SECONDS", 30),
        trust=environment.trusted("MAIL_SMTP_CA_FILE") if guard is not Guard.NONE else None,
    )

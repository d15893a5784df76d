"""A message as e-mail (邮件), and its Message-ID: made of our key, so that a second try is the same mail to who has it.

The id carries the key and a mark only the house can make: a bounce tells which message it is about, and one that
somebody invents tells nothing.
"""

import base64
import hashlib
import hmac
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from huilong.integrations.mail_smtp.config import Config
from huilong.rooms.contact.terms import Outgoing

MARK_BYTES = 10
PLAIN = re.compile(r"[0-9a-z-]{1,40}")
"""Keys that stand in an id as they are; any other is written in base32."""
ID = re.compile(r"<hl(32)?\.([0-9a-z-]+)\.([0-9a-z]{16})@")


def message_id(key: str, id_key: bytes, domain: str) -> str:
    """The Message-ID of the message with this key (邮件标识)."""
    kind, told = ("", key) if PLAIN.fullmatch(key) else ("32", _base32(key.encode()))
    return f"<hl{kind}.{told}.{_mark(key, id_key)}@{domain}>"


def key_in(text: str, id_key: bytes) -> str | None:
    """The key of the first Message-ID of ours in a text; None if there is none; raises ValueError if it is invented."""
    found = ID.search(text)
    if not found:
        return None
    key = found[2]
    if found[1]:
        key = base64.b32decode(key.upper() + "=" * (-len(key) % 8)).decode()
    if not hmac.compare_digest(_mark(key, id_key), found[3]):
        raise ValueError("not an id of ours")
    return key


def written(message: Outgoing, config: Config, at: datetime) -> bytes:
    """The whole mail, in ASCII lines; raises ValueError where it cannot be written."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(config.sender_name, addr_spec=config.sender)
    mail["To"] = message.to
    mail["Subject"] = " ".join(message.subject.split())
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id(message.key, config.id_key, config.domain)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body, charset="utf-8", cte="base64")
    for paper in message.attachments:
        maintype, _, subtype = paper.media.partition("/")
        if not maintype or not subtype or maintype in ("message", "multipart"):
            raise ValueError("not a kind of paper")
        name = " ".join(paper.name.split())
        mail.add_attachment(paper.body, maintype=maintype, subtype=subtype, filename=name)
    return mail.as_bytes()


def _mark(key: str, id_key: bytes) -> str:
    return _base32(hmac.digest(id_key, key.encode(), hashlib.sha256)[:MARK_BYTES])


def _base32(told: bytes) -> str:
    return base64.b32encode(told).decode().rstrip("=").lower()

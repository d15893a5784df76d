"""What mail servers report (退信): a multipart/report of RFC 3464, with our Message-ID in the part it gives back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, message_from_string
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import parsedate_to_datetime

from huilong.integrations.mail_smtp.letters import key_in, message_id
from huilong.rooms.contact.terms import Delivery, Report

FINAL = {"failed": Delivery.FAILED, "delivered": Delivery.DELIVERED}
"""What a server says for good. `delayed`, `relayed`, `expanded`: something else may follow."""
MOST_BYTES = 20_000_000


def read(body: bytes, id_key: bytes, domain: str, at: datetime) -> list[Report]:
    """The reports in a mail (退信报告). `at` is taken where it has no date of its own.

    Raises ValueError if it is no delivery report, LookupError if it is about no message of ours.
    """
    if len(body) > MOST_BYTES:
        raise ValueError("too long")
    mail = message_from_bytes(body, policy=default)
    if mail.get_content_type() != "multipart/report":
        raise ValueError("no report")
    status = [part for part in mail.walk() if part.get_content_type() == "message/delivery-status"]
    if not status:
        raise ValueError("no delivery status")
    try:
        key = next((key for text in _given_back(mail) if (key := key_in(text, id_key))), None)
    except ValueError as error:
        raise LookupError("an invented id") from error
    if key is None:
        raise LookupError("no id of ours")
    provider_id = message_id(key, id_key, domain).strip("<>")
    said = _date(mail.get("Date")) or at
    found = []
    for group in (group for part in status for group in _groups(part)):
        delivery = FINAL.get(str(group.get("Action", "")).strip().lower())
        if delivery:
            code = str(group.get("Status", "")).strip()[:64]
            found.append(Report(key, provider_id, delivery, _date(group.get("Last-Attempt-Date")) or said, code))
    return found


def _given_back(mail: EmailMessage) -> Iterator[str]:
    """The Message-ID of each mail, or head of a mail, that the report gives back."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            yield from (str(inner.get("Message-ID", "")) for inner in _parts(part))
        elif kind == "text/rfc822-headers":
            yield str(message_from_string(str(part.get_content()), policy=default).get("Message-ID", ""))


def _groups(part: Message) -> Iterator[Message]:
    """The groups of fields in a delivery status: the first is about the message, each other about a recipient."""
    yield from (group for group in _parts(part) if "Action" in group)


def _parts(part: Message) -> list[Message]:
    inner = part.get_payload()
    return [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []


def _date(text: object) -> datetime | None:
    try:
        at = parsedate_to_datetime(str(text))
    except (ValueError, TypeError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)

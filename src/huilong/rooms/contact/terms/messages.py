"""Words of messages (消息): templates and what they may say, the outbox, bulk sends, call logs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huilong.kernel.glossary import Worded
from huilong.rooms.contact.terms.acts import Channel, Permission

WRITTEN = (Channel.SMS, Channel.EMAIL, Channel.LETTER)
"""Channels that carry a text made of a template."""
LANGUAGES = ("zh-hans", "en")


class TemplateState(Worded):
    """Where a version of a template stands (模板状态)."""

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    RETIRED = "retired"


class VariableKind(Worded):
    """What a variable of a template holds (变量类型), which decides how it is written."""

    TEXT = "text"
    MONEY = "money"
    DAY = "day"
    NUMBER = "number"
    PHONE = "phone"
    NAME = "name"


class MessageState(Worded):
    """Where a message stands (消息状态).

    `sending`: a worker has it, or had it when it was killed. `dead`: given up; a person retries or drops it.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    DEAD = "dead"
    STOPPED = "stopped"


UNFINISHED = (MessageState.WAITING, MessageState.SENDING)


class StopReason(Worded):
    """Why a message was not sent after all (停发原因)."""

    RECEIPT = "receipt"
    FLAG = "flag"
    PROMISE = "promise"
    CLOSED = "closed"
    BATCH = "batch"
    LAW = "law"
    PERSON = "person"
    HOLDER = "holder"


class BatchState(Worded):
    """Where a bulk send stands (群发状态)."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Forbidden:
    """Words that a message never says (禁用语), and what the rulebook calls saying them (`content_flags`)."""

    flag: str
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class Disclosure:
    """What a message of a channel must say (必备告知): one of these variables stands in it."""

    code: str
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Wording:
    """What messages may not and must say (用语规则), and the most characters each channel carries.

    `disclosing`: phrases that tell of a debt, which nobody but a debtor may read.
    """

    forbidden: tuple[Forbidden, ...]
    disclosing: tuple[str, ...]
    required: Mapping[str, tuple[Disclosure, ...]]
    longest: Mapping[str, int]


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a text (问题): its code, where (`body:2:17`), what, and the law's word for it."""

    code: str
    where: str
    what: str
    flag: str = ""


@dataclass(frozen=True)
class Figures:
    """What a message says of a case (案件数字), as it is now: of all its loans together."""

    number: str
    case: int
    borrower: str
    loans: tuple[str, ...]
    overdue_fen: int
    outstanding_fen: int
    past_due_days: int
    due_on: Any
    product: str
    vehicle: str
    open: bool = True


@dataclass(frozen=True)
class Rendered:
    """A message as it will be read (成文): never stored in clear."""

    subject: str
    body: str
    flags: tuple[str, ...]
    stated_fen: int | None
    values: Mapping[str, str]


Asking = Callable[..., Permission]
"""`ask(number, person, channel, at, *, text_flags, stated_fen)`: asks the law for one contact (请示); a Permission."""


@dataclass(frozen=True)
class Worked:
    """What one step of the outbox came to (处理结果): counts by what became of the messages taken."""

    taken: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Previewed:
    """What a bulk send would come to now (群发预览): how many may be sent, how many not and by which rule."""

    numbers: tuple[str, ...]
    permitted: int
    refused: Mapping[str, int]


@dataclass(frozen=True)
class CallImport:
    """What came of a call log (话单导入结果): rows by what became of them; `bad` holds line and reason."""

    id: int
    rows: int
    new: int
    matched: int
    bad: tuple[tuple[int, str], ...]
    again: bool = False


@dataclass(frozen=True)
class OutsideCall:
    """A call the telephone system knows and the desk does not (话单无对应通话)."""

    id: int
    record: str
    at: datetime
    extension: str
    direction: str
    seconds: int

"""How contact leaves the house (对外端口): messages, calls and letters, and the ports that integrations keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from huilong.kernel.glossary import Worded


class CallState(Worded):
    """Where a call stands (通话状态)."""

    DIALLING = "dialling"
    ANSWERED = "answered"
    ENDED = "ended"
    FAILED = "failed"


class HandedState(Worded):
    """What a provider said to a message handed over (移交结果).

    `unknown`: no answer came, so it may have been taken: ask by its key before handing it over again.
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATER = "later"
    UNKNOWN = "unknown"


class Delivery(Worded):
    """What became of a message (送达状态)."""

    DELIVERED = "delivered"
    FAILED = "failed"
    READ = "read"


@dataclass(frozen=True)
class Attachment:
    """A paper that goes with a message (附件)."""

    name: str
    media: str
    body: bytes


@dataclass(frozen=True)
class Outgoing:
    """A message as it is handed to a provider (待发消息). `key` stays the same however often it is tried.

    `to` is a phone number or an e-mail address in clear; it lives in memory only.
    """

    key: str
    to: str
    body: str
    subject: str = ""
    template: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Handed:
    """A provider's answer (移交结果): its own id, its own code, and when to try again at the earliest."""

    state: HandedState
    provider_id: str = ""
    code: str = ""
    retry_after_seconds: int = 0


@dataclass(frozen=True)
class Report:
    """A delivery report of a provider (送达回执): of the message with this key, or with this id of the provider's."""

    key: str
    provider_id: str
    delivery: Delivery
    at: datetime
    code: str = ""


class MessageChannel(Protocol):
    """A port: takes messages out of the house (消息通道)."""

    def send(self, message: Outgoing) -> Handed:
        """Hand a message over. Never raises for what the network or the provider does."""

    def ask(self, key: str) -> Handed | None:
        """What the provider knows of a message handed over under `key`; None: it never came.

        A channel that cannot ask (SMTP) answers UNKNOWN.
        """

    def reports(self, headers: Mapping[str, str], body: bytes) -> list[Report]:
        """The delivery reports in a call of the provider. Raises Refusal `bad-signature`, `bad-report`."""


@dataclass(frozen=True)
class Dialled:
    """A call that was begun (已拨号): the provider's id, or why it was not begun."""

    provider_id: str
    ok: bool
    code: str = ""


@dataclass(frozen=True)
class CallNews:
    """What a telephony system tells of a call (通话事件). `recording` is a reference, never the sound itself."""

    key: str
    state: CallState
    at: datetime
    seconds: int = 0
    recording: str = ""


class Telephony(Protocol):
    """A port: the telephone system (话务系统)."""

    def dial(self, key: str, extension: str, to: str) -> Dialled:
        """Ring the collector's extension, then the number `to`; the same `key` again dials nothing twice."""

    def hang_up(self, key: str) -> bool:
        """End a call; whether there was one."""

    def healthy(self) -> bool:
        """Whether calls can be made and are recorded now."""

    def news(self, headers: Mapping[str, str], body: bytes) -> list[CallNews]:
        """The events in a call of the telephone system. Raises Refusal `bad-signature`, `bad-report`."""


@dataclass(frozen=True)
class Letter:
    """A letter to be set in type (信函): the name of its layout and the values it shows."""

    layout: str
    values: Mapping[str, object]


class Typesetter(Protocol):
    """A port: sets letters in type (排版)."""

    def pdf(self, letter: Letter) -> bytes:
        """The letter as PDF. Raises Refusal `bad-letter`."""

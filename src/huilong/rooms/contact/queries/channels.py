"""The ways out of this house (对外通道): what the settings name, made once."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.terms import Channel, ContactPolicy, MessageChannel, Telephony, Typesetter

MESSAGES = {Channel.SMS: "SMS_CHANNEL", Channel.EMAIL: "MAIL_CHANNEL"}


def policy() -> ContactPolicy:
    """The lender's own limits of contact (setting CONTACT)."""
    return ContactPolicy(**settings.CONTACT)


def telephony() -> Telephony | None:
    """The telephone system, if the settings name one."""
    made: Telephony | None = _made(settings.TELEPHONY)
    return made


def typesetter() -> Typesetter:
    """Who sets letters in type. Raises Refusal `no-typesetter`."""
    made: Typesetter | None = _made(settings.TYPESETTER)
    if made is None:
        raise _missing("no-typesetter", "排版", "typesetter", "TYPESETTER")
    return made


def message_channel(channel: Channel) -> MessageChannel:
    """The way out for text messages or e-mail. Raises Refusal `no-channel`."""
    made: MessageChannel | None = _made(getattr(settings, MESSAGES[channel]))
    if made is None:
        raise _missing("no-channel", channel.word.zh, channel.word.en, MESSAGES[channel])
    return made


def _made(path: str) -> Any:
    return _from(path) if path else None


@lru_cache(maxsize=8)
def _from(path: str) -> Any:
    return import_string(path)()


def _missing(code: str, zh: str, en: str, setting: str) -> Refusal:
    return Refusal(
        code, zh=f"未配置{zh}通道。", en=f"No {en} is set up.", where=setting,
        remedy_zh=f"请管理员设置 {setting}(见 docs/how-to/channels.md)。",
        remedy_en=f"Have an administrator set {setting} (docs/how-to/channels.md).",
    )  # fmt: skip

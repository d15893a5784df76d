"""The ways out for messages (消息出口): what the settings name, made once; and the numbers the house gives out."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from huilong.rooms.contact.terms import Channel, MessageChannel, Typesetter

SETTINGS = {Channel.SMS: "SMS_CHANNEL", Channel.EMAIL: "MAIL_CHANNEL"}


def outlets() -> Mapping[Channel, MessageChannel]:
    """The channels for texts and e-mail that are set up."""
    made = {channel: _made(name) for channel, name in SETTINGS.items()}
    return {channel: one for channel, one in made.items() if one is not None}


def letter_press() -> Typesetter | None:
    """Who sets letters in type, if anybody."""
    made: Typesetter | None = _made("TYPESETTER")
    return made


def hotline() -> str:
    """The number to object at (setting HOTLINE); "" if the house has not said."""
    return str(getattr(settings, "HOTLINE", ""))


def _made(name: str) -> Any:
    path = getattr(settings, name, "")
    return _from(path) if path else None


@lru_cache(maxsize=8)
def _from(path: str) -> Any:
    return import_string(path)()

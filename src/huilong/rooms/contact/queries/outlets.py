"""The ways out for messages (消息出口): those that the settings name; and the number the house gives out."""

from collections.abc import Mapping

from django.conf import settings

from huilong.rooms.contact.queries.channels import MESSAGES, message_channel, typesetter
from huilong.rooms.contact.terms import Channel, MessageChannel, Typesetter


def outlets() -> Mapping[Channel, MessageChannel]:
    """The channels for texts and e-mail that are set up (已配置通道)."""
    return {channel: message_channel(channel) for channel, name in MESSAGES.items() if getattr(settings, name)}


def letter_press() -> Typesetter | None:
    """Who sets letters in type, if anybody (排版)."""
    return typesetter() if settings.TYPESETTER else None


def hotline() -> str:
    """The number to object at (异议电话, setting HOTLINE); "" if the house has not said."""
    return str(settings.HOTLINE)

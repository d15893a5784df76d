"""Composing (成文): a message as it will be read, made at the moment of sending and kept in memory only."""

from datetime import datetime
from typing import Any

from huilong.kernel.acting import Acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.models import Message
from huilong.rooms.contact.queries.figures import agency_of, figures, values_for
from huilong.rooms.contact.queries.wording import wording
from huilong.rooms.contact.rules import wording as rules
from huilong.rooms.contact.rules.rendering import VARIABLES, render, variables, written
from huilong.rooms.contact.terms import Channel, Rendered
from huilong.rooms.vault.actions import handed_over
from huilong.rooms.vault.queries import people_of
from huilong.rooms.vault.terms import PersonRole, RevealPurpose

FIELD = {Channel.SMS: "phone", Channel.EMAIL: "email"}
"""Which value of a person each channel writes to."""
UNNUMBERED = "—"
"""In the place of a letter's number until it has one."""


def compose(message: Message, sender: Acting, at: datetime, letter_number: str = UNNUMBERED) -> Rendered:
    """A message's text with the figures of this moment, checked again. Raises Refusal for a value that is missing, a
    text that discloses, is too long or lacks what it must say; forbidden words are told to the law as flags."""
    template, channel = message.template, Channel(message.channel)
    named = variables(template.subject, "subject") | variables(template.body)
    found = figures(message.case.number)
    values = values_for(found, sender, at, template.language) | _names(message, named, found.loans, at)
    if channel is Channel.LETTER:
        values["letter_number"] = letter_number
    texts = {
        name: written(VARIABLES[name], values[name], template.language) for name in named if values.get(name)
    }  # fmt: skip
    rendered = Rendered(
        render(template.subject, values, template.language, "subject"),
        render(template.body, values, template.language), (), rules.money_said(values, named), texts,
    )  # fmt: skip
    findings = rules.check_rendered(channel, rendered, wording(), agency_of(sender))
    if message.role not in rules.DEBTORS:
        findings += rules.disclosed(f"{rendered.subject}\n{rendered.body}", named, wording())
    plain = [one for one in findings if not one.flag]
    if plain:
        raise Refusal(
            plain[0].code, status=422, where=plain[0].where, zh=f"消息未通过检查:{plain[0].where} {plain[0].what}。",
            en=f"The message does not pass: {plain[0].where} {plain[0].what}.",
        )  # fmt: skip
    return Rendered(rendered.subject, rendered.body, rules.flags_of(findings), rendered.stated_fen, texts)


def address_of(message: Message, at: datetime) -> str:
    """The clear number or address a message goes to (收件号码); "" if the lender sent none."""
    channel = Channel(message.channel)
    return _clear(message.person, FIELD[channel], channel, at)


def _names(message: Message, named: frozenset[str], loans: tuple[str, ...], at: datetime) -> dict[str, Any]:
    """The clear names a text wants: of whom it goes to, and of the borrower."""
    channel, told = Channel(message.channel), {}
    if "person_name" in named:
        told["person_name"] = _clear(message.person, "name", channel, at)
    if "borrower_name" in named:
        borrower = message.person
        if message.role != PersonRole.BORROWER:
            everybody = (one for people in people_of(loans).values() for one in people)
            found = [one.id for one in everybody if one.role is PersonRole.BORROWER]
            borrower = found[0] if found else 0
        told["borrower_name"] = _clear(borrower, "name", channel, at)
    return told


def _clear(person: int, field: str, channel: Channel, at: datetime) -> str:
    return handed_over(person, field, purpose=RevealPurpose.LETTER, to=f"outbox:{channel.value}", at=at)

"""Wording (用语): what a message may not say and what it must, checked on templates and again on every message.

Phrases are found however they are spaced or dressed: Chinese ones in the text without anything but letters and digits,
Latin ones word by word. What is found carries the rulebook's word for it (`content_flags`), so that the law decides.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from huilong.rooms.contact.rules.rendering import VARIABLES, Slot, blanked, longest, parts, place_of
from huilong.rooms.contact.terms import Channel, Finding, Rendered, VariableKind, Wording

DISCLOSING = frozenset({
    "borrower_name", "loan_id", "case_number", "product", "vehicle", "letter_number", "overdue_amount",
    "outstanding_principal", "due_date", "days_past_due",
})  # fmt: skip
"""Variables that tell of a debt or whose it is (透露债务的变量)."""
DEBTORS = frozenset({"borrower", "co_borrower", "guarantor"})
"""Roles that may be written to about the debt."""
ONE_LINE = (Channel.SMS,)
"""Channels without a subject."""


def squeezed(text: str) -> tuple[str, list[int]]:
    """The letters and digits of a text in one case, and where each stood.

    >>> squeezed("拘 -留A")[0]
    '拘留a'
    """
    kept, places = [], []
    for at, mark in enumerate(text):
        for one in unicodedata.normalize("NFKC", mark).casefold():
            if one.isalnum():
                kept.append(one)
                places.append(at)
    return "".join(kept), places


def spaced(text: str) -> tuple[str, list[int]]:
    """The words of a text in one case with one space around each, and where each character stood.

    >>> spaced("Pay, or ELSE!")[0]
    ' pay or else '
    """
    kept, places = [" "], [0]
    for at, mark in enumerate(text):
        for one in unicodedata.normalize("NFKC", mark).casefold():
            if one.isalnum():
                kept.append(one)
                places.append(at)
            elif kept[-1] != " " and one != "'":
                kept.append(" ")
                places.append(at)
    if kept[-1] != " ":
        kept.append(" ")
        places.append(len(text))
    return "".join(kept), places


def said(text: str, phrases: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Which of the phrases a text says, and where each begins."""
    tight, tight_places = squeezed(text)
    loose, loose_places = spaced(text)
    for phrase in phrases:
        if phrase.isascii():
            at = loose.find(f" {' '.join(spaced(phrase)[0].split())} ")
            if at >= 0:
                yield phrase, loose_places[at + 1]
        else:
            at = tight.find(squeezed(phrase)[0])
            if at >= 0:
                yield phrase, tight_places[at]


def forbidden(text: str, wording: Wording, where: str = "body") -> list[Finding]:
    """The forbidden phrases of a text, each with its place and flag (禁用语检查)."""
    return [
        Finding("forbidden-words", place_of(text, place, where), phrase, rule.flag)
        for rule in wording.forbidden for phrase, place in said(text, rule.phrases)
    ]  # fmt: skip


def disclosed(text: str, names: Iterable[str], wording: Wording, where: str = "body") -> list[Finding]:
    """What of a text, or of the variables in it, tells of a debt (透露债务): nobody but a debtor may read that."""
    found = [Finding("discloses-debt", where, name) for name in sorted(set(names) & DISCLOSING)]
    return found + [
        Finding("discloses-debt", place_of(text, place, where), phrase)
        for phrase, place in said(text, wording.disclosing)
    ]  # fmt: skip


def check_template(channel: Channel, subject: str, body: str, wording: Wording) -> list[Finding]:
    """What is wrong with a template (模板检查); nothing: it may be submitted. Raises what `rendering.parts` does."""
    found = [*forbidden(blanked(subject, "subject"), wording, "subject"),
             *forbidden(blanked(body), wording)]  # fmt: skip
    found += _disclosed(subject, body)
    if not body.strip():
        found.append(Finding("empty", "body:1:1", "body"))
    if channel in ONE_LINE and subject:
        found.append(Finding("no-subject", "subject:1:1", channel.value))
    if channel not in ONE_LINE and not subject.strip():
        found.append(Finding("subject-missing", "subject:1:1", channel.value))
    named = {one.name for one in parts(body) if isinstance(one, Slot)}
    for disclosure in wording.required.get(channel.value, ()):
        if not named & set(disclosure.variables):
            names = " | ".join(disclosure.variables)
            found.append(Finding("disclosure-missing", "body", f"{disclosure.code}: {names}"))
    if longest(body) > wording.longest[channel.value]:
        found.append(Finding("too-long", "body", f"{longest(body)} > {wording.longest[channel.value]}"))
    return found


def check_rendered(
    channel: Channel, rendered: Rendered, wording: Wording, agency: str = ""
) -> list[Finding]:
    """What is wrong with a message as it will be read (成文检查): the same rules, on what the variables made of it.

    `agency` is the name of the agency that sends, which then has to be said.
    """
    found = [*forbidden(rendered.subject, wording, "subject"), *forbidden(rendered.body, wording)]
    for disclosure in wording.required.get(channel.value, ()):
        values = [rendered.values.get(name, "") for name in disclosure.variables]
        if not any(text and text in rendered.body for text in values):
            found.append(Finding("disclosure-missing", "body", disclosure.code))
    if len(rendered.body) > wording.longest[channel.value]:
        found.append(Finding("too-long", "body", f"{len(rendered.body)} > {wording.longest[channel.value]}"))
    if agency and agency not in rendered.body and agency not in rendered.subject:
        found.append(Finding("agency-not-named", "body", agency, "agency_poses_as_lender"))
    return found


def flags_of(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The law's words for what was found, each once, in order (内容标记)."""
    return tuple(sorted({one.flag for one in findings if one.flag}))


def money_said(values: Mapping[str, object], names: Iterable[str]) -> int | None:
    """The overdue amount a message states, in fen, if it states one (告知金额)."""
    stated = values.get("overdue_amount") if "overdue_amount" in set(names) else None
    return stated if isinstance(stated, int) else None


def _disclosed(subject: str, body: str) -> list[Finding]:
    """A subject is shown on lists and locked screens: no name and no amount in it (标题不得含姓名、金额)."""
    secret = (VariableKind.MONEY,)
    names = ("borrower_name", "person_name")
    return [
        Finding("subject-discloses", place_of(subject, one.at, "subject"), one.name)
        for one in parts(subject, "subject")
        if isinstance(one, Slot) and (one.name in names or VARIABLES[one.name] in secret)
    ]

"""Reads of bulk sends (群发): what one would come to now, and how far one has come."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import Count, QuerySet

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import case_detail
from huilong.rooms.contact.models import Batch, Message, Template
from huilong.rooms.contact.queries.foreseeing import foreseen
from huilong.rooms.contact.terms import Channel, MessageState, Previewed
from huilong.rooms.vault.queries import people_of
from huilong.rooms.vault.terms import MaskedPerson, PersonRole

MOST_AT_ONCE = 5000
ALONE = 500
"""Messages one person may send at once without a second one."""
FIELDS = {Channel.SMS: "phone", Channel.EMAIL: "email"}
Foreseeing = Callable[[str, MaskedPerson, Channel, datetime], str]
"""`foreseen(number, person, channel, at)`: the rule or code that would refuse; "" for none. Stores nothing."""


def batches() -> QuerySet[Batch]:
    """The bulk sends the one who acts may see."""
    return Batch.objects.select_related("template")


def batch(pk: int) -> Batch:
    """One of them. Raises Refusal `no-such-batch`."""
    found = batches().filter(pk=pk).first()
    if found is None:
        raise Refusal("no-such-batch", status=404, zh="没有这次群发。", en="There is no such bulk send.")
    return found


def preview(
    numbers: Sequence[str], template: Template, at: datetime, foresee: Foreseeing = foreseen
) -> Previewed:
    """What sending this template to the borrowers of these cases would come to now (群发预览); nothing is stored.

    Each message is asked again when it is sent; a preview only says what would be said now.
    """
    channel, refused = Channel(template.channel), Counter[str]()
    for number in numbers:
        person = borrower_of(number)
        if person is None:
            refused["no-person"] += 1
        elif channel in FIELDS and not getattr(person, FIELDS[channel], ""):
            refused["no-address"] += 1
        else:
            refused[foresee(number, person, channel, at)] += 1
    permitted = refused.pop("", 0)
    return Previewed(tuple(numbers), permitted, dict(refused.most_common()))


def borrower_of(number: str) -> MaskedPerson | None:
    """The borrower of a case, as the vault knows one; None while the people are missing."""
    loans = [one.loan_id for one in case_detail(number).loans if one.left_on is None]
    people = (one for loan in people_of(loans).values() for one in loan)
    return next((one for one in people if one.role is PersonRole.BORROWER), None)


def progress(pk: int) -> dict[MessageState, int]:
    """The messages of a bulk send by state, of those the one who acts may see."""
    rows = Message.objects.filter(batch=pk).values_list("state").annotate(n=Count("id"))
    return {MessageState(state): n for state, n in rows}

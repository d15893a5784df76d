"""Balances (余额): of any day, as known by any day, summed from postings; nothing is stored beside them."""

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet, Sum
from django.utils import timezone

from huilong.kernel.money import Fen
from huilong.rooms.ledger.models import Posting
from huilong.rooms.ledger.terms.accounts import HOUSE

KnownBy = date | datetime | None


def balance(
    account: str, on: date, party: str | None = None, loan: str | None = None, known_by: KnownBy = None,
    owner: str | None = HOUSE,
) -> Fen:  # fmt: skip
    """The balance of an account at the end of `on` (余额), in fen: debits less credits.

    Of a party or a loan where given; of all owners where `owner` is None. `known_by`: as the house knew it by the end
    of a day, or before a moment; None: as it is known now.
    """
    found = postings(on, known_by, owner).filter(account=account)
    if party is not None:
        found = found.filter(party=party)
    if loan is not None:
        found = found.filter(loan=loan)
    return int(found.aggregate(fen=Sum("fen"))["fen"] or 0)


def postings(on: date, known_by: KnownBy = None, owner: str | None = HOUSE) -> "QuerySet[Posting]":
    """The postings that count at the end of `on`, as known by then."""
    found = Posting.objects.filter(on__lte=on)
    if known_by is not None:
        found = found.filter(recorded_at__lt=end_of(known_by))
    return found if owner is None else found.filter(owner=owner)


def end_of(known_by: date | datetime) -> datetime:
    """The moment before which something was recorded that is known by then: a day's end in the house's zone."""
    if isinstance(known_by, datetime):
        return known_by
    return timezone.make_aware(datetime.combine(known_by + timedelta(days=1), time.min))

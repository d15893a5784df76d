"""What the pages of auctions are made of (竞价页部件): the list, and an auction's terms as a form gives them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions import queries
from huilong.rooms.auctions.terms import AuctionForm, AuctionPhase, AuctionRow, AuctionState, AuctionTerms
from huilong.shell.filters import Choice, Filter, in_our_times
from huilong.shell.table import Column, Found, Table
from huilong.shell.templatetags.huilong import words
from huilong.shell.typed import typed_amount, typed_member, typed_or_none

AMOUNTS = (
    ("start_fen", _("Start, yuan"), "45000.00"), ("step_fen", _("Increment, yuan"), "200.00"),
    ("reserve_fen", _("Reserve, yuan (bidders see only whether it is reached)"), ""),
    ("deposit_fen", _("Deposit, yuan"), "5000.00"),
)  # fmt: skip
MINUTES = (
    ("last_minutes", _("A bid in the last minutes"), "5"), ("extend_minutes", _("extends by minutes"), "5"),
    ("reveal_minutes", _("Sealed bids are opened within minutes"), "60"), ("pay_days", _("Days to pay"), "5"),
)  # fmt: skip
SAID = {
    "self_sale_clause": _("The contract lets us sell"), "possession_lawful": _("The car is lawfully with us"),
    "registry_search_done": _("The registers were searched"), "seized_by_authority": _("An authority has seized it"),
    "stolen_flag": _("It is reported stolen"), "mortgage_registered": _("The mortgage is registered"),
    "owner_signs": _("The owner signs the transfer"), "court_assist_notice": _("A court's notice replaces that"),
    "redemption_period_ended": _("The time to redeem is over"),
    "personal_bankruptcy_accepted": _("A court has taken a bankruptcy of the owner"),
    "administrator_or_court_permission": _("Its administrator or the court permits the sale"),
}  # fmt: skip
"""What the seller answers yes or no to, or leaves open; the law answers as for a missing fact."""
SHOWN_LINES, SHOWN_LONG = 20, 200


def terms_from(form: QueryDict) -> AuctionTerms:
    """The terms a form gives. Raises Refusal `bad-amount`, `bad-moment`, `bad-number` with the field."""
    numbers: dict[str, Any] = {name: typed_or_none(typed_amount, form, name) or 0 for name, _label, _usual in AMOUNTS}
    numbers |= {name: _number(form, name, int(usual)) for name, _label, usual in MINUTES}
    return AuctionTerms(
        _moment(form, "opens_at"), _moment(form, "closes_at"), form=typed_member(AuctionForm, form, "form"),
        barred_firms=tuple(int(one) for one in form.getlist("barred_firms") if one.isdecimal() and len(one) < 10),
        shown=_shown(form), **numbers,
    )  # fmt: skip


def said_from(form: QueryDict) -> dict[str, bool]:
    """What the seller vouches for; what is left open is not among it."""
    return {name: form[name] == "yes" for name in SAID if form.get(name) in ("yes", "no")}


def _shown(form: QueryDict) -> dict[str, str]:
    """What bidders read of the thing: lines of `name: value`."""
    lines = (line.replace("：", ":").partition(":") for line in form.get("shown", "").splitlines()[:SHOWN_LINES])
    return {name.strip()[:40]: value.strip()[:SHOWN_LONG] for name, colon, value in lines if colon and name.strip()}


def _moment(form: QueryDict, name: str) -> datetime:
    try:
        found = parse_datetime(form.get(name, "").strip())
        found = in_our_times(found) if found else None
    except ValueError:
        found = None
    if found is None:
        raise Refusal(
            "bad-moment", status=422, where=name, zh="无法识别的时间。", en="This is not a moment.",
            remedy_zh="请写成 2026-01-31T09:30 这样。", remedy_en="Write it like 2026-01-31T09:30.",
        )  # fmt: skip
    return found if found.tzinfo else timezone.make_aware(found)


def _number(form: QueryDict, name: str, usual: int) -> int:
    text = form.get(name, "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Refusal("bad-number", status=422, where=name, zh="请填写整数。", en="Give a whole number.")
    return int(text) if text else usual


class AuctionSource:
    """The auctions that the reader sees, as a table reads them (竞价来源)."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Found:
        """One page of auctions."""
        return queries.auction_page(asked, self.at, sort=sort, page=number, size=size)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[AuctionRow]:
        """Nothing: the list is not exported."""
        return iter(())


def member_words(members: Any) -> list[tuple[str, Any]]:
    """The members of an enum as choices."""
    return [(str(member), words(member)) for member in members]


AUCTIONS = Table(
    key="auctions", title=_("Auctions"), order="-opens_at", exports=False, empty=_("No auction is announced."),
    columns=(
        Column("title", _("Thing sold"), sort="title", href=lambda row: reverse("auctions:auction", args=[row.id])),
        Column("form", _("Form"), value=lambda row: row.terms.form),
        Column("phase", _("State"), "tag", value=lambda row: row.phase,
               red=lambda row: row.phase is AuctionPhase.UNSOLD),
        Column("price_fen", _("Price now"), "money", value=lambda row: row.sold_fen or row.price_fen, sort="price_fen"),
        Column("bids", _("Bids"), "number", sort="bids"),
        Column("start_fen", _("Start"), "money", value=lambda row: row.terms.start_fen),
        Column("deposit_fen", _("Deposit"), "money", value=lambda row: row.terms.deposit_fen),
        Column("opens_at", _("Opens"), "moment", value=lambda row: row.terms.opens_at, sort="opens_at"),
        Column("ends_at", _("Ends"), "moment", sort="ends_at"),
    ),
    filters=(
        Filter("text", _("Thing sold")),
        Choice("state", _("State"), choices=partial(member_words, AuctionState), everything=_("Any state")),
        Choice("form", _("Form"), choices=partial(member_words, AuctionForm), everything=_("Any form")),
    ),
)  # fmt: skip
"""The hall (竞价大厅)."""

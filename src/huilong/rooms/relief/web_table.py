"""What the pages of relief are made of (减免页部件): the list of offers, and an offer's terms as a form gives them."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huilong.kernel.money import MAX_FEN
from huilong.kernel.refusal import Refusal
from huilong.rooms.book.terms import Components
from huilong.rooms.people.terms import Role
from huilong.rooms.relief import queries
from huilong.rooms.relief.terms import OfferPage, OfferRow, OfferState, Part, ReliefKind, Terms
from huilong.shell.filters import Choice, Filter, Flag, read_value
from huilong.shell.table import Column, Table
from huilong.shell.templatetags.huilong import words

HOUR = 18
DAYS_OPEN = 3
PARTS = 4
WAIVED = (("penalty", _("Penalty given up, yuan")), ("fee", _("Fees given up, yuan")),
          ("interest", _("Overdue interest given up, yuan")))  # fmt: skip
GRACE = ("grace_days", _("Days of grace"))
FIELDS: dict[ReliefKind, tuple[tuple[str, Any], ...]] = {
    ReliefKind.WAIVER: WAIVED,
    ReliefKind.EXTENSION: (
        ("months", _("Months moved out")), ("agreed_interest", _("Interest agreed on top, yuan")), *WAIVED, GRACE,
    ),
    ReliefKind.FLEXIBLE_PLAN: (
        ("months", _("Smaller payments, how many")), ("amount", _("Each of them, yuan")),
        ("first_due", _("First due on")), ("extra_months", _("Instalments added")), *WAIVED, GRACE,
    ),
    ReliefKind.SETTLEMENT: (GRACE,),
}  # fmt: skip
"""What each kind of relief asks for, in the order of its form."""
KIND_OF = {"first_due": "date", "months": "number", "extra_months": "number", "grace_days": "number"}
DEFAULTS = {"grace_days": "3", "months": "3"}


def terms_from(kind: ReliefKind, form: QueryDict) -> Terms:
    """The terms a form gives; what is left empty is nothing. Raises Refusal `unreadable`, naming the field."""
    names = dict(FIELDS[kind])
    told = {name: _read(KIND_OF.get(name, "money"), form.get(name, ""), name) for name in names}
    parts = zip(form.getlist("part_due"), form.getlist("part_amount"), strict=False)
    return Terms(
        kind, Components(0, told.get("interest") or 0, told.get("fee") or 0, told.get("penalty") or 0),
        told.get("months") or 0, told.get("amount") or 0, told.get("first_due"), told.get("extra_months") or 0,
        told.get("agreed_interest") or 0,
        tuple(
            Part(_read("date", due, "part_due"), _read("money", fen, "part_amount"))
            for due, fen in list(parts)[:PARTS] if due.strip() and fen.strip()
        ) if kind is ReliefKind.SETTLEMENT else (),
        told.get("grace_days") or 0,
    )  # fmt: skip


def expiry_from(form: QueryDict) -> datetime:
    """The set hour a form gives, in the house's time zone (到期时刻)."""
    on = _read("date", form.get("expires_on", ""), "expires_on")
    hour = _read("number", form.get("expires_hour", "") or str(HOUR), "expires_hour")
    if on is None or not 0 <= hour <= 23:
        raise _unreadable("expires_hour")
    return timezone.make_aware(datetime.combine(on, time(hour)))


def expiry_offered(form: QueryDict, today: date) -> dict[str, str]:
    """What the form shows for the hour an offer runs out at: what was typed, else some days on at the usual hour."""
    return {
        "expires_on": form.get("expires_on") or (today + timedelta(days=DAYS_OPEN)).isoformat(),
        "expires_hour": form.get("expires_hour") or str(HOUR),
    }


def _read(kind: str, text: str, where: str) -> Any:
    if not text.strip():
        return None
    try:
        value = read_value(kind, text.strip()[:20])
    except ValueError:
        raise _unreadable(where) from None
    if isinstance(value, int) and not 0 <= value <= (MAX_FEN if kind == "money" else 1000):
        raise _unreadable(where)
    return value


def _unreadable(where: str) -> Refusal:
    return Refusal(
        "unreadable", status=422, where=where, zh=f"字段 {where} 无法识别。", en=f"The field {where} cannot be read.",
        remedy_zh="金额如 5000.00,日期如 2026-01-31,月数为整数。",
        remedy_en="Amounts like 5000.00, dates like 2026-01-31, months as whole numbers.",
    )  # fmt: skip


class OfferSource:
    """The offers that the reader sees, as a table reads them (减免方案来源)."""

    def __init__(self, user: int, role: str, at: datetime) -> None:
        self.user, self.role, self.at = user, role, at

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> OfferPage:
        """One page of offers."""
        return queries.offer_page(
            asked, self.at, role=self.role, user=self.user, sort=sort, page=number, size=size
        )

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[OfferRow]:
        """Nothing: the list is not exported."""
        return iter(())


def member_words(members: Any) -> list[tuple[str, Any]]:
    """The members of an enum as choices."""
    return [(str(member), words(member)) for member in members]


OFFERS = Table(
    key="relief", title=_("Relief"), order="-id", exports=False, empty=_("No offer is here that you may see."),
    columns=(
        Column("number", _("Case"), href=lambda row: reverse("relief:of_case", args=[row.number])),
        Column("kind", _("Kind"), value=lambda row: row.kind, sort="kind",
               href=lambda row: reverse("relief:offer", args=[row.id])),
        Column("loan_id", _("Loan")),
        Column("given_up_fen", _("Given up"), "money"),
        Column("expected", _("Expected"), "money", value=lambda row: row.effect["expected"]),
        Column("state", _("State"), "tag", value=lambda row: row.state, sort="state",
               red=lambda row: row.state in (OfferState.BROKEN, OfferState.ASKED)),
        Column("waits_for", _("Waits for"), value=lambda row: words(Role(row.waits_for)) if row.waits_for else ""),
        Column("expires_at", _("Runs out"), "moment", sort="expires_at"),
        Column("made_at", _("Made"), "moment", sort="made_at"),
    ),
    filters=(
        Flag("mine", _("Waits for me")),
        Choice("state", _("State"), choices=partial(member_words, OfferState), everything=_("Any state")),
        Choice("kind", _("Kind"), choices=partial(member_words, ReliefKind), everything=_("Any kind")),
        Filter("loan_id", _("Loan")),
    ),
)  # fmt: skip

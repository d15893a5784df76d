"""What the pages of disposal are made of (处置页部件): the stock as a list, questions in words, reading of forms."""

import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huilong.kernel.refusal import Refusal
from huilong.rooms.disposal import queries
from huilong.rooms.disposal.terms import StockPage, StockRow, StockState
from huilong.rooms.files import actions as files
from huilong.rooms.files.terms import FileKind
from huilong.shell.filters import Choice, Filter, Flag
from huilong.shell.table import Column, Table
from huilong.shell.templatetags.huilong import words

QUESTIONS = {
    "self_sale_clause": _("The contract lets the lender sell by itself"),
    "registry_search_done": _("The registers were searched"),
    "mortgage_registered": _("The mortgage is registered"),
    "owner_signs": _("The owner signs the transfer"),
    "court_assist_notice": _("There is a court's notice in place of the owner"),
    "seized_by_authority": _("An authority has seized it"),
    "stolen_flag": _("It is reported stolen"),
    "other_creditor_preserved_or_enforced": _("Another creditor has seized or enforces"),
    "mortgagor_bankrupt": _("The mortgagor is bankrupt"),
    "administrator_or_court_permission": _("The administrator or the court permits it"),
    "ownership_to_lessee_at_end": _("The contract gives the car to the lessee at the end"),
    "redemption_period_ended": _("The time to redeem is over"),
    "notice_sent_to_all_obligors": _("All obligors were given notice of the sale"),
    "stay_lifted": _("The stay of a bankruptcy was lifted"),
    "debt_discharged": _("The debt was discharged"),
}
"""Each fact of the law that the clerk answers yes, no, or leaves open."""


class StockSource:
    """The vehicles for sale that the reader sees, as a table reads them (库存来源)."""

    def __init__(self, on: date) -> None:
        self.on = on

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> StockPage:
        """One page of the stock."""
        return queries.stock_page(asked, self.on, sort=sort, page=number, size=size)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[StockRow]:
        """Every vehicle found."""
        return queries.each_in_stock(asked, self.on, sort)


def member_words(members: Any) -> list[tuple[str, Any]]:
    """The members of an enum as choices."""
    return [(str(member.value), words(member)) for member in members]


STOCK = Table(
    key="stock", title=_("Stock"), order="entered_at", export_permission="stock.export",
    empty=_("No vehicle is for sale that you may see. Recovery hands them over from the yard."),
    columns=(
        Column("model", _("Vehicle"), href=lambda row: reverse("stock:one", args=[row.id])),
        Column("vin", _("VIN"), value=lambda row: row.vin_masked),
        Column("number", _("Case"), href=lambda row: reverse("cases:case", args=[row.number]), sort="number"),
        Column("city", _("City"), sort="city"),
        Column("product", _("Secured by")),
        Column("state", _("State"), "tag", value=lambda row: row.state, sort="state"),
        Column("entered_on", _("In stock since"), "date", sort="entered_at"),
        Column("days", _("Days"), "number", red=lambda row: row.days > 60),
        Column("cost_a_day_fen", _("Cost a day"), "money", sort="cost_a_day_fen"),
        Column("value_fen", _("Worth"), "money", sort="value_fen"),
        Column("reserve_fen", _("Reserve"), "money", sort="reserve_fen"),
        Column("held", _("Held up by"), "tags"),
        Column("late", _("Late"), "tags"),
    ),
    filters=(
        Choice("state", _("State"), choices=partial(member_words, StockState), everything=_("Any state")),
        Flag("held", _("Held up")), Flag("late", _("Late")), Flag("all", _("Also settled and withdrawn")),
        Filter("number", _("Case")), Filter("city", _("City")),
    ),
)  # fmt: skip


def answers_from(form: Mapping[str, str]) -> dict[str, bool | None]:
    """What a form answers to the law's questions: yes, no, or open."""
    said = {"yes": True, "no": False, "open": None}
    return {name: said[form[name]] for name in QUESTIONS if form.get(name) in said}


def paper_of(request: HttpRequest, number: str, at: datetime, name: str = "file") -> int | None:
    """The file that shows something: sent with the form and kept on the case, or one of the case by its key."""
    sent = request.FILES.get(name)
    if isinstance(sent, UploadedFile):
        body = io.BytesIO(sent.read())
        return files.add(number, body, kind=FileKind.EVIDENCE, name=sent.name or "evidence", at=at).id
    text = request.POST.get(f"{name}_id", "").strip()
    return int(text) if text.isdecimal() and len(text) <= 18 else None


def paper_needed(request: HttpRequest, number: str, at: datetime) -> int:
    """The file that shows something. Raises Refusal `file-missing` where there is none."""
    found = paper_of(request, number, at)
    if found is None:
        raise Refusal(
            "file-missing", status=422, where="file", zh="请附文件,或选择案件中的文件。",
            en="Add a file, or choose one of the case.",
        )  # fmt: skip
    return found


def whole(request: HttpRequest, name: str) -> int:
    """A whole number from 0 on. Raises Refusal `field-unreadable` with the field."""
    text = request.POST.get(name, "").strip()
    if not text.isdecimal() or len(text) > 12:
        raise Refusal(
            "field-unreadable", status=422, where=name, zh="这一项填写不正确。", en="This cannot be read.",
            remedy_zh="请填写整数。", remedy_en="Give a whole number.",
        )  # fmt: skip
    return int(text)

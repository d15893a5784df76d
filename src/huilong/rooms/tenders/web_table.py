"""What the pages of tenders are made of (招标页部件): the list, and what forms say."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.people.terms import Role
from huilong.rooms.tenders import queries
from huilong.rooms.tenders.queries import TenderPage, TenderRow
from huilong.rooms.tenders.rules.told import WEIGHTS, rules_of
from huilong.rooms.tenders.terms import FULL, PPM, Criterion, TenderRules, TenderStage
from huilong.shell.filters import in_our_times
from huilong.shell.table import Column, Table

PERCENTS = {
    "concentration_ppm": (_("Most one firm may get, % of cases and of amount"), "40"),
    "sample_share_ppm": (_("Samples together at most, % of a stratum"), "30"),
    "most_rate_ppm": (_("Ceiling of the rate, %"), "40"),
    "low_price_ppm": (_("Explain a mean rate below, % of the median"), "60"),
    "worth_ppm": (_("Full marks are worth, % of the expected recovery"), "5"),
}
NUMBERS = {
    "sample": (_("Sample of each stratum for each qualified firm, cases"), "20"),
    "least_cases": (_("A winner has at least, cases"), "0"),
    "winners_most": (_("At most so many winners (0: any)"), "0"),
}
HOURS = {"questions_until": 24, "closes_at": 72, "reveals_until": 96}


class TenderSource:
    """The tenders the reader sees, as a table reads them (招标来源)."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> TenderPage:
        """One page."""
        return queries.tenders_page(self.at, page=number, size=size)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[TenderRow]:
        """Every one; this list is not exported."""
        yield from ()


def _url(row: TenderRow) -> str:
    return reverse("tenders:tender", args=[row.number])


TENDERS = Table(
    key="tenders",
    title=_("Tenders"),
    order="-made_at",
    exports=False,
    empty=_("No tender yet. A manager makes one from a filtered list of cases."),
    way_out=(_("See the cases"), "cases:list"),
    columns=(
        Column("number", _("Tender"), href=_url),
        Column("title", _("Title")),
        Column("stage", _("Stage"), "tag", value=lambda row: row.stage,
               red=lambda row: row.stage is TenderStage.CANCELLED),
        Column("cases", _("Cases"), "number"),
        Column("fen", _("Overdue"), "money"),
        Column("closes_at", _("Closes"), "moment"),
        Column("reveals_until", _("Bids opened until"), "moment"),
        Column("entry_on", _("Placed from"), "date"),
        Column("exit_on", _("Placed to"), "date"),
    ),
    filters=(),
)  # fmt: skip


def is_firm(request: HttpRequest) -> bool:
    """Whether the reader is of a firm that bids."""
    return request.user.role == Role.AGENCY_MANAGER  # type: ignore[union-attr]


def my_organisation() -> int:
    """The organisation of whoever acts."""
    who = acting()
    return who.organisation if who else 0


def rules_from(form: QueryDict) -> TenderRules:
    """The rules a form gives; what is left empty takes the house's usual value. Raises Refusal `tender-rules`."""
    told: dict[str, Any] = {"weights": {}}
    for one in Criterion:
        told["weights"][one.value] = _number(form, f"weight_{one.value}", str(WEIGHTS[one]), 1)
    for name, (_label, usual) in PERCENTS.items():
        told[name] = _number(form, name, usual, PPM // 100)
    for name, (_label, usual) in NUMBERS.items():
        told[name] = _number(form, name, usual, 1)
    told["pass_points"] = _number(form, "pass_points", "40", FULL // 100)
    told["bond_fen"] = _number(form, "bond", "0", 100)
    return rules_of(told)


def _number(form: Mapping[str, str], name: str, usual: str, times: int) -> int:
    """A plain number with at most two decimals, multiplied. Raises Refusal `unreadable`."""
    text = (form.get(name, "") or usual).strip()
    whole, _dot, part = text.partition(".")
    digits = whole + part
    if not (digits.isascii() and digits.isdecimal() and 0 < len(whole) <= 9 and len(part) <= 2):
        raise unreadable(name)
    return int(whole) * times + (int(part.ljust(2, "0")) * times // 100 if part else 0)


def moment_from(form: Mapping[str, str], name: str) -> datetime:
    """A moment like 2026-01-31T18:00 in the house's zone. Raises Refusal `unreadable`."""
    try:
        found = parse_datetime(form.get(name, "").strip()[:25])
        found = in_our_times(found) if found else None
    except ValueError:
        found = None
    if found is None:
        raise unreadable(name)
    return found if found.tzinfo else timezone.make_aware(found)


def unreadable(where: str) -> Refusal:
    """The refusal of a field that cannot be read."""
    return Refusal(
        "unreadable", status=422, where=where, zh=f"字段 {where} 无法识别。", en=f"The field {where} cannot be read.",
        remedy_zh="数字最多两位小数,时间如 2026-01-31T18:00。",
        remedy_en="Numbers have at most two decimals, times look like 2026-01-31T18:00.",
    )  # fmt: skip


def rule_lines(rules: TenderRules) -> list[tuple[Any, str]]:
    """The published limits as the pages say them."""
    lines = [(label, f"{getattr(rules, name) / 10_000:g}") for name, (label, _usual) in PERCENTS.items()]
    lines += [(label, str(getattr(rules, name))) for name, (label, _usual) in NUMBERS.items()]
    return [*lines, (_("Pass mark, points"), f"{rules.pass_points / 1_000:g}")]

"""Ratings as read (评级查询): of one firm, of all, and the rows behind their figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max

from huilong.kernel.money import Fen
from huilong.rooms.agencies.models import Breach, Placement, Rating, RatingLine
from huilong.rooms.agencies.terms.rating import (
    BreachKind,
    Grade,
    Measure,
    Measured,
    RatingRow,
    StratumShare,
)
from huilong.shell.table import Found


@dataclass(frozen=True)
class RatingLineRow:
    """One row behind a rating's figure (评级明细); `number` the case's, where the reader sees it."""

    id: int
    measure: Measure
    subject: str
    number: str
    label: str
    on: date
    state: str
    placed_fen: Fen | None
    collected_fen: Fen | None


@dataclass(frozen=True)
class BreachRow:
    """A breach of a firm (违约记录)."""

    id: int
    organisation: int
    kind: BreachKind
    on: date
    evidence: str
    why: str
    withdrawn: bool


def rating_of(organisation: int, on: date) -> RatingRow | None:
    """The newest rating of a firm up to a day (机构评级); None where it was never rated."""
    rows = Rating.objects.filter(organisation=organisation, on__lte=on).select_related("organisation")
    one = rows.order_by("-on").first()
    return _row(one) if one else None


def ratings(on: date, trade: str = "") -> list[RatingRow]:
    """The newest ratings up to a day that the reader sees (评级榜), by trade and place."""
    rated_on = last_rated(on)
    if rated_on is None:
        return []
    rows = Rating.objects.filter(on=rated_on).select_related("organisation")
    if trade:
        rows = rows.filter(trade=trade)
    return [_row(one) for one in rows.order_by("trade", "rank", "organisation_id")]


def ratings_through(organisation: int, most: int = 24) -> list[RatingRow]:
    """The ratings of a firm, newest first (历次评级)."""
    rows = Rating.objects.filter(organisation=organisation).select_related("organisation")
    return [_row(one) for one in rows.order_by("-on")[:most]]


def scores(on: date, trade: str) -> dict[int, int]:
    """The newest score of each firm of a trade up to a day, in thousandths (机构得分), by organisation."""
    rated_on = last_rated(on)
    if rated_on is None:
        return {}
    return dict(Rating.objects.filter(on=rated_on, trade=trade).values_list("organisation", "score_permille"))


def last_rated(on: date) -> date | None:
    """The last day up to `on` on which firms were rated; None if never."""
    found: date | None = Rating.objects.filter(on__lte=on).aggregate(on=Max("on"))["on"]
    return found


def rating_lines(
    organisation: int, on: date, measure: Measure, *, label: str = "", state: str = "", page: int = 1, size: int = 50
) -> Found:
    """One page of the rows behind a figure of the rating of that day (评级明细), in the order of their day."""
    kept = {"label": label, "state": state}
    rows = RatingLine.objects.filter(
        rating__organisation=organisation, rating__on=on, measure=measure, **{k: v for k, v in kept.items() if v}
    )
    total = rows.count()
    page = min(max(page, 1), max(1, -(-total // size)))
    found = list(rows.order_by("-on", "id")[(page - 1) * size : page * size])
    numbers = _numbers([one.subject for one in found])
    return Found(tuple(_line(one, numbers) for one in found), total, page)


def breaches_of(organisation: int) -> list[BreachRow]:
    """The breaches of a firm (违约记录), newest first."""
    rows = Breach.objects.filter(organisation=organisation, withdraws=None).order_by("-on", "-id")
    later = Breach.objects.filter(organisation=organisation).exclude(withdraws=None)
    undone = set(later.values_list("withdraws", flat=True))
    return [
        BreachRow(one.pk, one.organisation_id, BreachKind(one.kind), one.on, one.evidence, one.why, one.pk in undone)
        for one in rows
    ]


def _numbers(subjects: list[str]) -> dict[str, str]:
    """The numbers of the cases behind subjects, those that the reader sees."""
    keys = [int(one[10:]) for one in subjects if one.startswith("placement:")]
    rows = Placement.objects.filter(id__in=keys).values_list("id", "case__number") if keys else ()
    return {f"placement:{key}": number for key, number in rows}


def _line(one: RatingLine, numbers: Mapping[str, str]) -> RatingLineRow:
    return RatingLineRow(
        one.pk, Measure(one.measure), one.subject, numbers.get(one.subject, ""), one.label, one.on, one.state,
        one.placed_fen, one.collected_fen,
    )  # fmt: skip


def _row(one: Rating) -> RatingRow:
    told: dict[str, Any] = dict(one.figures)
    measures = tuple(Measured(**{**each, "measure": Measure(each["measure"])}) for each in told.pop("measures"))
    strata = tuple(StratumShare(**each) for each in told.pop("strata"))
    return RatingRow(
        organisation=one.organisation_id, name=one.organisation.name, trade=one.trade, on=one.on,
        score_permille=one.score_permille, grade=Grade(one.grade), rank=one.rank, of=one.of, measures=measures,
        strata=strata, **told,
    )  # fmt: skip

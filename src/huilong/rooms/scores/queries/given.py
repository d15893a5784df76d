"""Scores given (评分结果): of a borrower with reasons, of many as a table, and the early warnings."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
from django.db.models import Q, QuerySet

from huilong.kernel.refusal import Says
from huilong.rooms.scores.models import BorrowerScore, EarlyWarning
from huilong.rooms.scores.terms import COUNTED, DEFAULT, ScoreRow, Target, WarningPage, WarningRow

SORTS = ("ppm", "outstanding_fen", "loan_id")


def latest(borrowers: Sequence[str] | None = None) -> pa.Table:
    """The newest scores (最新评分): `borrower`, and `<target>_ppm` for each target, null where unknown."""
    found = BorrowerScore.objects.all()
    if borrowers is not None:
        found = found.filter(borrower__in=list(borrowers))
    told: dict[str, dict[str, int]] = {}
    for borrower, target, ppm in found.values_list("borrower", "target", "ppm").iterator(chunk_size=20_000):
        told.setdefault(borrower, {})[target] = ppm
    names = sorted(told)
    columns = {"borrower": pa.array(names, pa.string())}
    columns |= {
        f"{one.value}_ppm": pa.array([told[name].get(one.value) for name in names], pa.int32()) for one in Target
    }
    return pa.table(columns)


def scores_of(borrower: str) -> tuple[ScoreRow, ...]:
    """The scores of a borrower with their reasons (客户评分); none of one whom the reader does not see."""
    rows = BorrowerScore.objects.filter(borrower=borrower).select_related("model").defer("model__artefact")
    found = {
        one.target: ScoreRow(borrower, Target(one.target), one.ppm, _said(one.reasons), _version(one), one.on,
                             tuple((days, ppm) for days, ppm in one.curve or ()))
        for one in rows
    }  # fmt: skip
    return tuple(found[one.value] for one in Target if one.value in found)


def warning_page(asked: Mapping[str, Any], sort: str = "-ppm", page: int = 1, size: int = 50) -> WarningPage:
    """One page of early warnings (预警列表). `asked` may hold loan_id and the least chance, `least_percent`."""
    found = _asked(asked)
    total = found.count()
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    rows = _sorted(found, sort)[(page - 1) * size : page * size]
    return WarningPage(tuple(_warning(one) for one in rows), total, page, pages)


def each_warning(asked: Mapping[str, Any], sort: str = "-ppm") -> Iterator[WarningRow]:
    """All early warnings asked for, in order, for an export."""
    for one in _sorted(_asked(asked), sort).iterator(chunk_size=2_000):
        yield _warning(one)


def _asked(asked: Mapping[str, Any]) -> QuerySet[EarlyWarning]:
    wanted = Q(loan_id=str(asked["loan_id"])) if asked.get("loan_id") else Q()
    if asked.get("least_percent"):
        wanted &= Q(ppm__gte=int(asked["least_percent"]) * 10_000)
    return EarlyWarning.objects.filter(wanted).select_related("model").defer("model__artefact")


def _sorted(found: QuerySet[EarlyWarning], sort: str) -> QuerySet[EarlyWarning]:
    order = sort if sort.removeprefix("-") in SORTS else "-ppm"
    return found.order_by(order, "id")


def _warning(one: EarlyWarning) -> WarningRow:
    return WarningRow(one.pk, one.loan_id, one.on, one.ppm, _said(one.reasons), _version(one), one.outstanding_fen)


def _version(one: BorrowerScore | EarlyWarning) -> str:
    if one.model:
        return f"{one.model.target}-{one.model.number}"
    return COUNTED if getattr(one, "counted", False) else DEFAULT


def _said(reasons: Sequence[Sequence[str]]) -> tuple[Says, ...]:
    return tuple(Says(zh, en) for zh, en in reasons)

"""Keeping scores (登记评分): of the desk and of early warnings, whole, as of one night."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from huilong.kernel.refusal import Says
from huilong.rooms.scores.models import BorrowerScore, EarlyWarning
from huilong.rooms.scores.terms import Target

AT_ONCE = 2_000
CHANGED = """
insert into scores_past (borrower, target, "on", ppm)
select s.borrower, s.target, %(on)s, case when s."on" = %(on)s then s.ppm end
  from scores_score s left join lateral (
       select p.ppm from scores_past p
        where p.borrower = s.borrower and p.target = s.target and p."on" < %(on)s order by p."on" desc limit 1
       ) before on true
 where before.ppm is distinct from case when s."on" = %(on)s then s.ppm end
    or exists (select from scores_past p where (p.borrower, p.target, p."on") = (s.borrower, s.target, %(on)s))
    on conflict (borrower, target, "on") do update set ppm = excluded.ppm
"""
"""The scores of a night that are not those of the night before it. One scored anew says the last word of its night."""


@dataclass(frozen=True)
class Given:
    """A score as the night found it: whose (a borrower, or a loan for a warning), for what, by which model."""

    who: str
    target: Target
    ppm: int
    reasons: tuple[Says, ...]
    model: int | None = None
    counted: bool = False
    outstanding_fen: int = 0
    curve: tuple[tuple[int, int], ...] = ()


def keep_scores(given: Iterable[Given], on: date) -> int:
    """Keep the scores of the desk of a night; of borrowers no longer there only what they were (客户评分). How many."""
    rows = [
        BorrowerScore(borrower=one.who, target=one.target.value, ppm=one.ppm, reasons=_told(one), on=on,
                      model_id=one.model, counted=one.counted, curve=[list(each) for each in one.curve] or None)
        for one in given
    ]  # fmt: skip
    BorrowerScore.objects.bulk_create(
        rows, batch_size=AT_ONCE, update_conflicts=True, unique_fields=["borrower", "target"],
        update_fields=["ppm", "reasons", "model", "counted", "curve", "on"],
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, {"on": on})
    BorrowerScore.objects.exclude(on=on).delete()
    return len(rows)


def keep_warnings(given: Iterable[Given], on: date) -> int:
    """Keep the early warnings of a night in place of those before (预警列表). How many."""
    EarlyWarning.objects.all().delete()
    rows = [
        EarlyWarning(loan_id=one.who, on=on, ppm=one.ppm, reasons=_told(one), model_id=one.model,
                     outstanding_fen=one.outstanding_fen)
        for one in given
    ]  # fmt: skip
    EarlyWarning.objects.bulk_create(rows, batch_size=AT_ONCE)
    return len(rows)


def _told(one: Given) -> list[list[str]]:
    return [[says.zh, says.en] for says in one.reasons]

"""Rating firms (机构评级): once a day at most, with the rows behind each figure; and noting breaches."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.models import Breach, Rating, RatingLine
from huilong.rooms.agencies.queries.rating_facts import LineFound, gather
from huilong.rooms.agencies.queries.rating_policy import rating_policy
from huilong.rooms.agencies.rules.rating_score import rate
from huilong.rooms.agencies.terms.rating import BreachKind, Rated
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import organisation_named

BATCH = 5_000


def rate_firms(on: date, at: datetime) -> dict[str, int]:
    """Rate every firm as known at the end of a day (机构评级); how many. A day that was rated is left as it is."""
    if Rating.objects.filter(on=on).exists():
        return {"rated": 0}
    gathered = gather(on)
    found = rate((one.facts for one in gathered.values()), rating_policy())
    with transaction.atomic():
        kept = Rating.objects.bulk_create([_kept(one, on, at) for one in found])
        lines = (
            line for rating in kept
            for line in _lines(rating, gathered[rating.organisation_id].lines)
        )  # fmt: skip
        RatingLine.objects.bulk_create(lines, batch_size=BATCH)
        if kept:
            record(verb="firm.rated", subject=("rating", on.isoformat()), at=at, detail={"firms": len(kept)})
    return {"rated": len(kept)}


def note_breach(organisation: int, kind: BreachKind, on: date, *, evidence: str, why: str, at: datetime) -> int:
    """Note something a firm did against contract or law (登记违约); its key. It counts from the next rating on.

    `evidence` names what shows it: a file, a verdict, a complaint. Raises Refusal `no-such-firm`, `breach-unshown`.
    """
    if organisation_named(organisation) is None:
        raise _no_such_firm()
    if not evidence.strip() or not why.strip() or on > timezone.localdate(at):
        raise Refusal(
            "breach-unshown", status=422, where="evidence", zh="违约须有依据与说明,日期不能晚于今天。",
            en="A breach needs its evidence and what happened, and lies not ahead.",
            remedy_zh="请填写凭据编号与经过。", remedy_en="Name the evidence and say what happened.",
        )  # fmt: skip
    with transaction.atomic():
        kept = Breach.objects.create(
            organisation_id=organisation, kind=kind, on=on, evidence=evidence.strip()[:80], why=why.strip()[:200],
            noted_at=at, noted_by=_actor(),
        )  # fmt: skip
        record(verb="firm.breach_noted", subject=("organisation", organisation), at=at,
               detail={"breach": kept.pk, "kind": kind.value, "on": on.isoformat()})  # fmt: skip
    return int(kept.pk)


def withdraw_breach(key: int, why: str, at: datetime) -> None:
    """Undo a breach that turned out not to be one (撤销违约); both stay on record. Refuses `no-such-breach`."""
    one = Breach.objects.filter(pk=key, withdraws=None).first()
    try:
        with transaction.atomic():
            if one is None:
                raise IntegrityError
            Breach.objects.create(
                organisation_id=one.organisation_id, kind=one.kind, on=one.on, evidence=one.evidence,
                why=why.strip()[:200], withdraws=one, noted_at=at, noted_by=_actor(),
            )  # fmt: skip
            record(verb="firm.breach_withdrawn", subject=("organisation", one.organisation_id), at=at,
                   detail={"breach": key})  # fmt: skip
    except IntegrityError:
        raise Refusal(
            "no-such-breach", status=404, zh="没有这条违约记录,或已撤销。",
            en="There is no such breach, or it was withdrawn.",
        ) from None  # fmt: skip


def _kept(one: Rated, on: date, at: datetime) -> Rating:
    return Rating(
        organisation_id=one.firm, on=on, trade=one.trade, score_permille=one.score, grade=one.grade, rank=one.rank,
        of=one.of, figures=_figures(one), rated_at=at,
    )


def _figures(one: Rated) -> dict[str, Any]:
    found = one.facts.compared
    return {
        "surely_better": one.better, "surely_worse": one.worse, "cases": one.facts.cases,
        "placed_fen": found.placed_fen if found else 0, "collected_fen": found.collected_fen if found else 0,
        "liquidation_ppm": found.own_ppm if found else None, "matched_ppm": found.matched_ppm if found else None,
        "difference_ppm": found.difference_ppm if found else None, "low_ppm": found.low_ppm if found else None,
        "high_ppm": found.high_ppm if found else None, "shrunk_ppm": found.shrunk_ppm if found else None,
        "compared_ppm": found.compared_ppm if found else 0, "complaints": one.facts.complaints,
        "complaint_ppm": one.complaint_ppm, "complaint_low_ppm": one.complaint_low_ppm,
        "complaint_high_ppm": one.complaint_high_ppm, "breaches": one.facts.breaches, "on_time": one.facts.on_time,
        "late": one.facts.late, "timeliness_ppm": one.timeliness_ppm, "price_ppm": one.facts.price_ppm,
        "measures": [asdict(each) for each in one.measures],
        "strata": [asdict(each) for each in found.strata] if found else [],
    }  # fmt: skip


def _lines(rating: Rating, found: list[LineFound]) -> Iterator[RatingLine]:
    return (
        RatingLine(
            rating=rating, measure=one.measure, subject=one.subject, label=one.label, on=one.on, state=one.state,
            placed_fen=one.placed_fen, collected_fen=one.collected_fen,
        )
        for one in found
    )


def _actor() -> str:
    who = acting()
    return who.actor if who else "system"


def _no_such_firm() -> Refusal:
    return Refusal("no-such-firm", status=404, where="organisation", zh="没有这家机构。", en="There is no such firm.")

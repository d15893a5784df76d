"""What nights decided (处置决定): of a borrower, of a case, of a whole night; and why."""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa
from django.db import connection

from huilong.kernel.refusal import Refusal
from huilong.rooms.strategy.models import Decision
from huilong.rooms.strategy.queries.snapshots import features_of, snapshot
from huilong.rooms.strategy.queries.versions import row_of, stored
from huilong.rooms.strategy.rules.pipeline import case_at, explain
from huilong.rooms.strategy.rules.reading import treatment_from
from huilong.rooms.strategy.terms import Arm, Explanation, Purpose, TreatmentQueue, TreatmentRow

COLUMNS = (
    "borrower", "number", "version_id", "row", "experiment_id", "arm", "probability_ppm", "segment", "channel", "tone",
    "template", "every_days", "offer_limit_ppm", "queue", "next_look_days", "struck", "rule",
    "treatment_ppm", "chances",
)  # fmt: skip
INTS = {
    "version_id", "row", "experiment_id", "probability_ppm", "every_days", "offer_limit_ppm", "next_look_days",
    "treatment_ppm",
}  # fmt: skip


def treatment_of(borrower: str) -> TreatmentRow | None:
    """What the last night gave a borrower (当前处置); None where none decided, or the reader does not see it."""
    one = Decision.objects.filter(borrower=borrower).order_by("-on").first()
    return None if one is None else _row(one)


def treatment_of_case(number: str) -> TreatmentRow:
    """What the last night gave the borrower of a case (案件处置). Raises Refusal `no-such-decision`."""
    one = Decision.objects.filter(number=number).order_by("-on").first()
    if one is None:
        raise Refusal(
            "no-such-decision", status=404, zh="此案尚无处置决定。", en="No treatment was decided for this case yet.",
            remedy_zh="今晚跑批后可见。", remedy_en="The night decides; look again tomorrow.",
        )  # fmt: skip
    return _row(one)


def earlier_decisions(number: str, most: int = 30) -> tuple[TreatmentRow, ...]:
    """The decisions about a case, newest first (处置历史)."""
    return tuple(_row(one) for one in Decision.objects.filter(number=number).order_by("-on")[:most])


def why(row: TreatmentRow) -> tuple[Explanation, ...]:
    """Why a borrower is treated so (处置理由), by what that night knew; empty once that is forgotten."""
    found = snapshot(row.on)
    if found is None:
        return ()
    _on, versions, table = found
    place = pa.compute.index(table.column("borrower"), row.borrower).as_py()
    if place < 0:
        return ()
    case = case_at(features_of(table.slice(place, 1)), 0)
    used = {Purpose(name): key for name, key in versions.items()} | {Purpose.TREATMENT: row.version}
    return explain(case, {purpose: row_of(stored(key)) for purpose, key in used.items()})


def decisions_on(on: date) -> pa.Table:
    """All decisions of a night (当夜决定), a row each in order of borrower; what a replay starts from.

    `chances` is JSON text: what may have been given instead, null where chance had no choice.
    """
    columns = ", ".join(f'"{name}"' for name in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f'select {columns} from strategy_decision where "on" = %s order by borrower', [on])  # noqa: S608
        rows = cursor.fetchall()
    return _table(rows)


def _table(rows: Sequence[tuple[object, ...]]) -> pa.Table:
    types = {name: pa.int64() if name in INTS else pa.string() for name in COLUMNS}
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(COLUMNS)
    return pa.table(
        {name: pa.array(values, types[name]) for name, values in zip(COLUMNS, columns, strict=True)}
    )


def count_by_queue(on: date) -> dict[TreatmentQueue, int]:
    """How many borrowers a night put into each queue (队列户数)."""
    from django.db.models import Count

    found = Decision.objects.filter(on=on).values("queue").annotate(many=Count("pk"))
    return {TreatmentQueue(one["queue"]): one["many"] for one in found}


def _row(one: Decision) -> TreatmentRow:
    treatment = treatment_from(vars(one))
    return TreatmentRow(
        one.borrower, one.number, one.on, one.version_id, one.row, Arm(one.arm), one.probability_ppm,
        one.experiment_id, treatment, one.segment, one.struck, one.rule,
        one.treatment_ppm, tuple((treatment_from(told), told["ppm"]) for told in one.chances or ()),
    )  # fmt: skip

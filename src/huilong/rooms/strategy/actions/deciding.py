"""What a night decided is kept (决定入库): its decisions once, what it knew for some nights, results of trials."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import pyarrow as pa
from django.db import transaction

from huilong.rooms.strategy.models import Decision, Result, Snapshot
from huilong.rooms.strategy.queries.snapshots import packed
from huilong.rooms.strategy.rules.reading import plain_treatment
from huilong.rooms.strategy.terms import ArmResult, Purpose, TreatmentRow

KEPT_NIGHTS = 40
"""Snapshots of this many nights stay: why somebody was treated so can be told in words for so long."""
BATCH = 5_000


@transaction.atomic
def keep_snapshot(on: date, table: pa.Table, versions: Mapping[Purpose, int]) -> None:
    """Keep what a night knew (保存快照); a night repeated replaces nothing. Old ones are forgotten."""
    if not Snapshot.objects.filter(on=on).exists():
        told = {purpose.value: key for purpose, key in versions.items()}
        Snapshot.objects.create(on=on, borrowers=len(table), versions=told, rows=packed(table))
    Snapshot.objects.filter(on__lt=on - timedelta(days=KEPT_NIGHTS)).delete()


@transaction.atomic
def keep_decisions(on: date, rows: Iterable[TreatmentRow]) -> int:
    """Keep what a night decided (保存决定); how many rows are new. A night is decided once."""
    if Decision.objects.filter(on=on).exists():
        return 0
    made = (
        Decision(
            on=one.on, borrower=one.borrower, number=one.number, version_id=one.version, row=one.row,
            experiment_id=one.experiment, arm=one.arm.value, probability_ppm=one.probability_ppm, segment=one.segment,
            channel=one.treatment.channel.value, tone=one.treatment.tone.value, template=one.treatment.template,
            every_days=one.treatment.every_days, offer_limit_ppm=one.treatment.offer_limit_ppm,
            queue=one.treatment.queue.value, next_look_days=one.treatment.next_look_days, struck=one.struck,
            rule=one.rule, treatment_ppm=one.treatment_ppm,
            chances=[{**plain_treatment(given), "ppm": ppm} for given, ppm in one.chances] or None,
        )
        for one in rows
    )  # fmt: skip
    return len(Decision.objects.bulk_create(made, batch_size=BATCH))


@transaction.atomic
def keep_results(experiment: int, on: date, arms: Iterable[ArmResult]) -> int:
    """Keep what became of an experiment's arms by a day (保存结果); how many rows are new."""
    if Result.objects.filter(experiment_id=experiment, on=on).exists():
        return 0
    made = [
        Result(
            experiment_id=experiment, on=on, arm=one.arm.value, borrowers=one.borrowers, cured=one.cured,
            paid_fen=one.paid_fen, paid_squares=one.paid_squares, complaints=one.complaints, blocked=one.blocked,
        )
        for one in arms
    ]  # fmt: skip
    return len(Result.objects.bulk_create(made))

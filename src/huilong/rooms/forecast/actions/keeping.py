"""Keeping what happened (保存历史): month by month, once."""

from datetime import date
from typing import Any

from django.db import transaction

from huilong.rooms.forecast.models import Cohort, Move, Outcome, Run, Standing, Vintage
from huilong.rooms.forecast.queries.history import History, each_move
from huilong.rooms.forecast.rules.states import BUCKETS
from huilong.rooms.forecast.rules.told import of_outcome
from huilong.rooms.forecast.terms import ALL

BATCH = 5000


def keep_history(history: History) -> dict[str, int]:
    """Keep the moves of months not kept yet, and where the book stands at the last of them; how many rows."""
    on = history.ends[-1]
    with transaction.atomic():
        kept = set(Move.objects.values_list("on", flat=True).distinct())
        moves = [
            Move(
                on=end, segment=segment, start=start, end=state, loans=int(v[0]), balance_fen=int(v[1]),
                after_fen=int(v[2]), cash_fen=int(v[3]), due_fen=int(v[4]), square=float(v[5]), cash_square=float(v[6]),
            )
            for segment in sorted(history.moves)
            for end, start, state, v in each_move(history, segment) if end not in kept
        ]  # fmt: skip
        Move.objects.bulk_create(moves, batch_size=BATCH)
        rows = 0 if Standing.objects.filter(on=on).exists() else _stand(on, history)
    return {"moves": len(moves), "rows": rows}


def _stand(on: date, history: History) -> int:
    standing = [
        Standing(on=on, segment=segment, bucket=bucket, loans=int(loans[bucket]), balance_fen=int(balance[bucket]),
                 due_fen=int(due[bucket]))
        for segment, (loans, balance, due) in sorted(history.standing.items())
        for bucket in range(BUCKETS) if loans[bucket]
    ]  # fmt: skip
    cohorts = [
        Cohort(on=on, segment=segment, charged_on=charged, loans=int(v[0]), balance_fen=int(v[1]),
               cash_fen=[int(x) for x in v[2]], nothing=int(v[3]), nothing_balance_fen=int(v[4]),
               nothing_cash_fen=int(v[5]), shares=float(v[6]), squares=float(v[7]))
        for (segment, charged), v in sorted(history.cohorts.items())
    ]  # fmt: skip
    made = [
        Vintage(on=on, vintage=vintage, months_on_book=age, loans=int(v[0][age]), principal_fen=int(v[1][age]),
                late=[int(x) for x in v[2][age]], late_principal_fen=[int(x) for x in v[3][age]])
        for vintage, v in sorted(history.vintages.items()) for age in range(len(v[0])) if v[0][age]
    ]  # fmt: skip
    for rows in (standing, cohorts, made):
        manager: Any = type(rows[0]).objects if rows else None
        if manager is not None:
            manager.bulk_create(rows, batch_size=BATCH)
    return len(standing) + len(cohorts) + len(made)


def note_outcomes(history: History) -> int:
    """Note what came true of runs whose month is over (登记实际结果); how many months of runs."""
    origins = {origin for origin, _, _ in history.outcomes}
    runs = list(Run.objects.filter(on__in=origins))
    known = set(Outcome.objects.filter(run__in=runs).values_list("run_id", "month").distinct())
    rows, months = [], 0
    for run in runs:
        last = {month for origin, month, _ in history.outcomes if origin == run.on}
        names = set(run.results.filter(measure="cash", bucket=-1).values_list("segment", flat=True).distinct()) - {ALL}
        for month in sorted(last)[: run.horizon]:
            if (run.pk, month) not in known:
                rows += _outcomes(run, month, history, names)
                months += 1
    Outcome.objects.bulk_create(rows, batch_size=BATCH)
    return months


def _outcomes(run: Run, month: date, history: History, names: set[str]) -> list[Outcome]:
    """What came true of one run in one month, by the segments that it told apart, and of all together."""
    whole: dict[str, Any] = {}
    for (origin, end, segment), told in history.outcomes.items():
        if origin == run.on and end == month:
            for name in (segment if segment in names else "…", ALL):
                whole[name] = whole[name] + told if name in whole else told
    return [
        Outcome(run=run, month=month, segment=name, measure=measure, bucket=bucket, actual=actual)
        for name, told in sorted(whole.items()) if name == ALL or name in names
        for measure, bucket, actual in of_outcome(told)
    ]  # fmt: skip

"""Linking (车辆挂案): a vehicle follows the open case of its loan, and what a list shows of it is made anew."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from django.db import connection, transaction

from huilong.rooms.cases.queries import owed_in_collections
from huilong.rooms.collateral.models import Vehicle
from huilong.rooms.collateral.queries.facts import facts_by_vehicle, newest_values
from huilong.rooms.collateral.rules.state import state_of
from huilong.rooms.journal.actions import record

AT_ONCE = 2_000
SHOWN = ["mortgage", "insured_until", "value_fen", "value_on", "exposure_fen", "shortfall_fen"]

WRITE_FIGURES = """
update collateral_vehicle v
set mortgage = t.mortgage, insured_until = t.insured_until, value_fen = t.value_fen, value_on = t.value_on,
    exposure_fen = t.exposure_fen, shortfall_fen = t.shortfall_fen
from unnest(%s::bigint[], %s::text[], %s::date[], %s::bigint[], %s::date[], %s::bigint[], %s::bigint[])
    t (id, mortgage, insured_until, value_fen, value_on, exposure_fen, shortfall_fen)
where v.id = t.id
"""


def link_vehicles(at: datetime) -> dict[str, int]:
    """Hang every vehicle on the open case of its loan, and on none once it left collections (车辆挂案); how many moved.

    Whoever sees the case sees the vehicle, so this is also what takes sight away. Repeating it changes nothing.
    """
    owed = owed_in_collections()
    loans, cases = list(owed), [case for case, _ in owed.values()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "update collateral_vehicle v set case_id = t.case_id"
            "  from unnest(%s::text[], %s::bigint[]) t (loan_id, case_id)"
            " where v.loan_id = t.loan_id and v.case_id is distinct from t.case_id",
            [loans, cases],
        )
        linked = cursor.rowcount
        cursor.execute(
            "update collateral_vehicle set case_id = null, exposure_fen = null, shortfall_fen = null"
            " where case_id is not null and not (loan_id = any(%s::text[]))",
            [loans],
        )
        let_go = cursor.rowcount
        if linked or let_go:
            told = {"linked": linked, "let_go": let_go}
            record(verb="vehicle.linked", subject=("vehicles", "all"), detail=told, at=at)
    return {"linked": linked, "let_go": let_go}


def refigure(keys: Collection[int], on: date) -> int:
    """Make anew what a list shows of these vehicles, as of a day (重算列表数字); how many changed."""
    changed, ordered = 0, sorted(keys)
    for first in range(0, len(ordered), AT_ONCE):
        rows = Vehicle.objects.filter(pk__in=ordered[first : first + AT_ONCE]).only("id", "loan_id", "case_id", *SHOWN)
        changed += _written(_figured(list(rows), on))
    return changed


def _figured(rows: list[Vehicle], on: date) -> Iterator[Vehicle]:
    """Those rows whose figures are others by now, with them."""
    facts = facts_by_vehicle([one.pk for one in rows])
    values = newest_values([one.pk for one in rows], on)
    owed = owed_in_collections([one.loan_id for one in rows])
    for one in rows:
        state, value = state_of(facts.get(one.pk, ()), on), values.get(one.pk)
        exposure = owed[one.loan_id][1] if one.loan_id in owed else None
        before = [getattr(one, name) for name in SHOWN]
        one.mortgage = state.mortgage_state.value if state.mortgage_state else ""
        one.insured_until = state.insured_until
        one.value_fen, one.value_on = (value.amount_fen, value.on) if value else (None, None)
        one.exposure_fen = exposure
        one.shortfall_fen = max(0, exposure - value.amount_fen) if value and exposure is not None else None
        if before != [getattr(one, name) for name in SHOWN]:
            yield one


def _written(rows: Iterable[Vehicle]) -> int:
    """Write the figures of those rows in one statement: a file brings them by the ten thousand."""
    changed = list(rows)
    if changed:
        columns = [[getattr(one, name) for one in changed] for name in ("id", *SHOWN)]
        with connection.cursor() as cursor:
            cursor.execute(WRITE_FIGURES, columns)
    return len(changed)

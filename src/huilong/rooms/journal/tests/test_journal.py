"""The journal only grows, and lives in the caller's transaction."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from huilong.rooms.journal.actions import NoTransaction, record, record_many
from huilong.rooms.journal.models import Entry
from huilong.rooms.journal.queries import timeline
from huilong.rooms.journal.terms import Trace

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_recorded_act_is_on_the_timeline_of_its_subject():
    record(verb="case.opened", subject=("case", 7), actor="night", detail={"bucket": "M1"}, at=NOON)
    record(verb="case.opened", subject=("case", 8), actor="night", at=NOON)

    [trace] = timeline(("case", 7))

    assert (trace.verb, trace.actor, trace.on, trace.detail) == (
        "case.opened", "night", date(2026, 3, 2), {"bucket": "M1"},
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_or_remove_an_entry(act):
    record(verb="case.opened", subject=("case", 7), actor="night", at=NOON)

    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        if act == "update":
            Entry.objects.update(verb="case.closed")
        else:
            Entry.objects.all()._raw_delete("default")

    assert Entry.objects.get().verb == "case.opened"


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_a_mistake():
    with pytest.raises(NoTransaction):
        record(verb="case.opened", subject=("case", 7), actor="night", at=NOON)


@pytest.mark.django_db
def test_many_entries_go_in_at_once():
    traces = [Trace(NOON, date(2026, 3, 2), "night", "case.moved", ("case", n), {"到": "M2"}) for n in range(500)]

    assert record_many(traces) == 500
    assert timeline([("case", 3), ("case", 499)])[0].detail == {"到": "M2"}

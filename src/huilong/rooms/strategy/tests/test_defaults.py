"""The tables that come with the house take every borrower, and none of their rules is idle."""

from pathlib import Path

import pytest
import yaml

from huilong.kernel.tables import explained, first_hit, table_of
from huilong.rooms.strategy.rules.features import asks_of, gives_of
from huilong.rooms.strategy.rules.reading import checked, read_strategy, short, treatment_of_row, whole
from huilong.rooms.strategy.terms import Purpose, TreatmentChannel, TreatmentQueue

TABLES = yaml.safe_load((Path(__file__).parents[1] / "tables_default.yaml").read_text(encoding="utf-8"))
WANG = {"past_due_days": 45, "bucket": 2, "overdue_fen": 800_000, "principal_fen": 6_000_000, "loans": 1,
        "promises_kept": 0, "promises_broken": 2, "placed": False, "in_disposal": False, "hold": False,
        "dispute": False, "hardship": False, "months_on_book": 14}  # fmt: skip


def decided(case):
    told = dict(case)
    for purpose in Purpose:
        table = read_strategy(TABLES[purpose], purpose).table
        row = first_hit(table, told)
        told |= {one.name: value for one, value in zip(table.outcomes, table.rules[row].then, strict=True)}
    return told


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_shipped_table_is_whole(purpose):
    reading = read_strategy(TABLES[purpose], purpose)
    assert [one.says.en for one in checked(reading) if one.stops] == []
    assert table_of(whole(short(reading.table), purpose)) == reading.table


def test_each_table_may_ask_what_earlier_ones_gave():
    names = {one.name for one in asks_of(Purpose.TREATMENT)}
    assert {gives_of(one)[0].name for one in Purpose if one is not Purpose.TREATMENT} <= names
    assert "grade" not in {one.name for one in asks_of(Purpose.WILLINGNESS)}


def test_who_breaks_promises_is_called_firmly():
    told = decided(WANG)
    assert (told["willingness"], told["grade"], told["segment"], told["channel"]) == ("low", "D", "early", "call")


@pytest.mark.parametrize(("more", "queue", "channel"), [
    ({"hold": True}, "on_hold", "none"), ({"hardship": True}, "care", "call"), ({"placed": True}, "placed", "none"),
    ({"in_disposal": True}, "disposal", "letter"), ({"past_due_days": 60}, "late", "call"),
    ({"past_due_days": 60, "device_silent": True}, "recovery", "visit"), ({"overdue_fen": 5_000_000}, "middle", "call"),
    ({"past_due_days": 2, "promises_broken": 0, "paid_days_ago": 20}, "self_cure", "none"),
])  # fmt: skip
def test_paths_by_situation(more, queue, channel):
    told = decided(WANG | more)
    assert (told["queue"], told["channel"]) == (queue, channel)


def test_a_row_is_a_treatment():
    table = read_strategy(TABLES["treatment"], Purpose.TREATMENT).table
    treatment = treatment_of_row(table, 0)
    assert (treatment.channel, treatment.queue) == (TreatmentChannel.NONE, TreatmentQueue.ON_HOLD)
    assert explained(table, {"segment": "care", "hold": True}).hits == (0,)

"""What a table holds as codes is told in words; what the house has no word for stays as the table says it."""

import pytest

from huilong.kernel.refusal import Says
from huilong.rooms.strategy.queries import Moved
from huilong.rooms.strategy.rules.features import KNOWN, TREATMENT
from huilong.rooms.strategy.rules.naming import MEMBERS, spelled, treatment_says, value_says
from huilong.rooms.strategy.terms import Purpose, table_says

COLUMNS = {one.name: one for one in (*KNOWN.values(), *TREATMENT)}


def test_every_column_of_members_but_grades_has_words():
    assert {name for name, one in COLUMNS.items() if one.members} - set(MEMBERS) == {"grade"}
    for name, enum in MEMBERS.items():
        assert COLUMNS[name].members == tuple(one.value for one in enum)


def test_a_treatment_is_told_channel_first():
    assert treatment_says(["none", "on_hold"]) == Says("不联系 · 停催", "no contact · on hold")
    assert treatment_says(["sms", "gentle", "T7"]) == Says("短信 · gentle · T7", "text message · gentle · T7")
    moved = Moved("call·early", "visit·recovery", 3, 0)
    assert (moved.was_says.zh, moved.becomes_says.en) == ("电话 · 前端", "visit · recovery")


def test_members_are_spelled_wherever_they_stand():
    assert spelled(Says("!care,late", "!care,late"), "segment").zh == "!关怀,后端"
    assert spelled(Says("A,B", "A,B"), "grade").zh == "A,B"
    assert value_says("high", COLUMNS["willingness"]) == Says("高", "high")
    assert value_says(300_000, COLUMNS["offer_limit_ppm"]).en == "30%"
    assert value_says(None, COLUMNS["template"]).zh == "—"


@pytest.mark.parametrize("purpose", list(Purpose))
def test_shipped_tables_are_named_in_the_reader_s_language(purpose):
    from huilong.rooms.strategy.queries import shipped

    name = shipped()[purpose]["name"]
    assert table_says(name).zh == name
    assert table_says(name).en.isascii()


def test_a_table_of_the_house_keeps_the_name_it_was_given():
    assert table_says("老客户").en == "老客户"

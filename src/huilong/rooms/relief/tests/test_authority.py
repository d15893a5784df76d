"""Who may grant what alone, and who must agree to the rest."""

from copy import deepcopy
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.refusal import Refusal
from huilong.rooms.people.terms import Role
from huilong.rooms.relief.rules.authority import LADDER, MEASURES, at_least_one, chain, may_grant, read
from huilong.rooms.relief.terms import ReliefKind, Size

TOLD = yaml.safe_load((files("huilong.rooms.relief") / "authority_default.yaml").read_text(encoding="utf-8"))
TABLE = read(TOLD, "authority_default.yaml")
ON = date(2026, 6, 30)
SMALL = Size(ReliefKind.WAIVER, 20_000, 500, 0, 0, 0, 0, 60)
C, T, M, LAW = Role.COLLECTOR, Role.TEAM_LEAD, Role.MANAGER, Role.COMPLIANCE

sizes = st.builds(
    Size, st.sampled_from(ReliefKind), st.integers(0, 3_000_000), *[st.integers(0, 1000)] * 4, st.integers(0, 40),
    st.integers(0, 800),
)  # fmt: skip


@pytest.mark.parametrize(("size", "role", "way"), [
    (SMALL, C, ()), (replace(SMALL, waived_fen=20_001), C, (T,)), (replace(SMALL, penalty_permille=501), C, (T,)),
    (replace(SMALL, past_due_days=61), C, (T,)), (replace(SMALL, fee_permille=1), C, (T,)),
    (replace(SMALL, waived_fen=200_001), C, (T, M)), (replace(SMALL, waived_fen=2_000_001), C, (T, M, LAW)),
    (replace(SMALL, waived_fen=200_001), T, (M,)), (replace(SMALL, waived_fen=2_000_001), M, (M, LAW)),
    (Size(ReliefKind.EXTENSION, 0, 0, 0, 0, 0, 1, 30), C, (T,)),
    (Size(ReliefKind.EXTENSION, 0, 0, 0, 0, 0, 4, 30), C, (T, M)),
    (Size(ReliefKind.SETTLEMENT, 100, 0, 0, 0, 1, 0, 30), C, (T, M, LAW)),
    (Size(ReliefKind.SETTLEMENT, 100, 0, 0, 10, 0, 0, 30), Role.AGENCY_AGENT, (Role.AGENCY_MANAGER, M)),
    (SMALL, Role.SERVICE, (M,)),
])  # fmt: skip
def test_the_way_up_ends_with_the_first_who_may_grant_it_alone(size, role, way):
    assert chain(TABLE, size, role, ON) == way


@given(sizes, st.sampled_from(list(LADDER)))
def test_whoever_ends_the_way_may_grant_it_or_compliance_agrees_too(size, role):
    way = chain(TABLE, size, role, ON)
    assert len(set(way)) == len(way)
    assert bool(way) is not may_grant(TABLE, size, role, ON)
    if way:
        assert way[-1] is LAW or may_grant(TABLE, size, way[-1], ON)
        assert LAW in way or any(may_grant(TABLE, size, one, ON) for one in way)


@given(sizes, st.sampled_from(MEASURES), st.integers(1, 1000), st.sampled_from(list(LADDER)))
def test_asking_for_more_never_needs_fewer(size, measure, more, role):
    larger = replace(size, **{measure: getattr(size, measure) + more})
    assert len(chain(TABLE, larger, role, ON)) >= len(chain(TABLE, size, role, ON))


def test_a_line_counts_only_in_its_time():
    told = {"grants": [{**TOLD["grants"][0], "since": date(2026, 7, 1), "until": date(2026, 7, 31)}]}
    table = read(told, "mine.yaml")
    days = [date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 31), date(2026, 8, 1)]
    assert [may_grant(table, SMALL, C, day) for day in days] == [False, True, True, False]


def test_where_the_law_asks_for_approval_there_is_a_second_person():
    assert at_least_one((), C) == (T,)
    assert at_least_one((M,), T) == (M,)


@pytest.mark.parametrize(("change", "where"), [
    ({"role": "king"}, "grants[0]"), ({"kind": "gift"}, "grants[0]"), ({"waived": "1.234"}, "grants[0]"),
    ({"months": -1}, "grants[0].months"), ({"months": "3"}, "grants[0].months"), ({"mths": 1}, "grants[0].mths"),
    ({"penalty_permille": 1001}, "grants[0].penalty_permille"), ({"since": "soon"}, "grants[0].since"),
    ({"principal_permille": 1}, "grants[0].principal_permille"), ({"until": date(2019, 1, 1)}, "grants[0].since"),
])  # fmt: skip
def test_a_bad_table_is_refused_by_file_and_key(change, where):
    told = deepcopy(TOLD)
    told["grants"][0] |= change
    with pytest.raises(Refusal) as said:
        read(told, "mine.yaml")
    assert said.value.where == f"mine.yaml: {where}"
    assert "mine.yaml" in said.value.says.zh
    assert "mine.yaml" in said.value.says.en


@pytest.mark.parametrize("told", [None, [], {"grants": {}}, {"grants": [], "more": 1}, {"grants": ["x"]},
                                  {"grants": [{"role": "manager"}]}])  # fmt: skip
def test_a_file_that_is_no_table_is_refused(told):
    with pytest.raises(Refusal) as said:
        read(told, "mine.yaml")
    assert said.value.code == "bad-authority"

"""What the checker finds, it shows; what it does not find is not there."""

from itertools import product

from hypothesis import given, settings

from huilong.kernel.tables import HitPolicy, Problem, ProblemKind, first_hit, holds_all, problems

from .tables import CITY, COLUMNS, PLACED, STAGE, of, tables


def every_case():
    """Every case that the columns of the drawn tables tell apart."""
    number = [None, *range(0, 11)]
    stages, cities, yes_no = (None, *STAGE.members), (None, "京", "沪", "渝"), (None, True, False)
    for values in product(range(0, 11), number, stages, cities, yes_no):
        yield dict(zip((one.name for one in COLUMNS), values, strict=True))


def kinds(found: tuple[Problem, ...]) -> list[str]:
    return [one.kind.value for one in found]


def test_a_gap_is_told_with_a_case_that_nobody_takes():
    table = of(("1..14", "-", "-", "text"), ("15..30", "-", "-", "call"), (">=31", "0", "-", "call"))
    gaps = [one for one in problems(table) if one.kind is ProblemKind.GAP]
    assert gaps
    assert all(one.stops and first_hit(table, one.example) == -1 for one in gaps)
    assert any("逾期天数 <=0" in one.says.zh for one in gaps)


def test_a_whole_table_has_no_problem():
    assert problems(of(("1..30", "-", "M1", "text"), ("-", "-", "-", "call"))) == ()


def test_a_rule_that_never_speaks_is_told_with_those_that_speak_for_it():
    table = of(("<=30", "-", "-", "text"), (">=20", "-", "-", "call"), ("10..40", "1", "M1", "visit"))
    (found,) = [one for one in problems(table) if one.kind is ProblemKind.UNREACHABLE]
    assert (found.row, found.other_row, found.stops) == (2, 0, True)
    assert "1、2" in found.says.zh
    assert first_hit(table, found.example) in (0, 1)


def test_an_overlap_with_another_outcome_is_told_with_a_case_of_both():
    table = of(("1..40", "-", "M1,M2", "text"), ("30..60", "-", "M2,M3", "visit"), ("-", "-", "-", "call"))
    (found,) = problems(table)
    assert found.kind is ProblemKind.OVERLAP
    assert not found.stops
    both = [holds_all(rule, table, found.example) for rule in table.rules[:2]]
    assert both == [True, True]


def test_an_exception_before_its_rule_is_no_overlap():
    assert problems(of(("1..10", "-", "M1", "text"), ("1..60", "-", "-", "visit"), ("-", "-", "-", "call"))) == ()


@given(table=tables(most=6))
@settings(max_examples=12, deadline=None)
def test_what_is_not_found_is_not_there(table):
    found = problems(table)
    hit = {first_hit(table, case) for case in every_case()}
    never = {one.row for one in found if one.kind is ProblemKind.UNREACHABLE}
    assert never == set(range(len(table.rules))) - hit
    assert (ProblemKind.GAP in [one.kind for one in found]) == (-1 in hit)
    for one in found:
        if one.kind is ProblemKind.GAP:
            assert first_hit(table, one.example) == -1


def test_a_large_table_is_checked_at_once_or_said_to_be_too_large():
    rows = [(f"{day}..{day + 9}", f"{broken}", stage, "call" if broken else "text")
            for day in range(0, 200, 10) for broken in (0, 1, 2) for stage in ("M1", "M2", "M3,M4")]  # fmt: skip
    table = of(*rows)
    found = problems(table)
    assert set(kinds(found)) <= {"gap", "unsettled"}
    assert ProblemKind.GAP in {one.kind for one in found}


def test_collecting_tables_may_overlap():
    table = of(("1..40", "-", "-", "text"), ("30..60", "-", "-", "visit"), hit="collect")
    assert table.hit is HitPolicy.COLLECT
    assert kinds(problems(table)) == ["gap"] * len(problems(table))
    assert not any(one.stops for one in problems(table))


def test_words_nobody_names_are_a_case_too():
    table = of(("京,沪", "是", "text"), ("?", "-", "call"), ("!?", "否,?", "call"), columns=(CITY, PLACED))
    (gap,) = [one for one in problems(table) if one.kind is ProblemKind.GAP]
    assert gap.example == {"city": "其他", "placed": True}

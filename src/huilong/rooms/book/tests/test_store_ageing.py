"""The whole book aged at night gives each loan what the law gives it alone; a night cut short goes on."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huilong.kernel.days import day_date, day_number
from huilong.kernel.money import MAX_FEN
from huilong.rooms.book import queries
from huilong.rooms.book.night import age
from huilong.rooms.book.rules import position as law
from huilong.rooms.book.rules.contract import contract_of
from huilong.rooms.book.store import Book, positions
from huilong.rooms.book.tests.test_store import DAY, loans

NAMES = ["L1", "L2", "L3"]
TERMS = contract_of({"penalty": {"daily_rate": "0.0005", "cap_total_rate": "0.24"}, "grace_days": 2})
I16, I32, I64, TEXT, FLAG = pa.int16(), pa.int32(), pa.int64(), pa.string(), pa.bool_()
SHAPES = {
    "instalments": {
        "loan_id": TEXT, "version": I16, "no": I32, "due_on": I32, "principal": I64, "interest": I64, "fee": I64,
        "down_payment": FLAG, "known_on": I32,
    },
    "schedules": {"loan_id": TEXT, "version": I16, "from_on": I32, "known_on": I32},
    "receipts": {"loan_id": TEXT, "receipt_id": TEXT, "on": I32, "amount": I64, "known_on": I32},
    "reversals": {"loan_id": TEXT, "receipt_id": TEXT, "on": I32, "amount": I64, "known_on": I32},
    "charges": {"loan_id": TEXT, "charge_id": TEXT, "kind": TEXT, "due_on": I32, "amount": I64, "known_on": I32},
    "waivers": {"loan_id": TEXT, "waiver_id": TEXT, "on": I32, "kind": TEXT, "amount": I64, "known_on": I32},
    "pauses": {"loan_id": TEXT, "pause_id": TEXT, "from_on": I32, "to_on": I32, "known_on": I32},
}  # fmt: skip

name, day, known = st.sampled_from(NAMES), st.integers(DAY, DAY + 150), st.integers(DAY, DAY + 150)
fen, kind, few = st.integers(1, 90_000), st.sampled_from(["fee", "penalty", "interest"]), st.sampled_from("ABC")
events = st.fixed_dictionaries(
    {
        "schedules": st.lists(st.tuples(name, st.just(1), day, known), max_size=2, unique_by=lambda r: r[0]),
        "receipts": st.lists(st.tuples(name, few, day, fen, known), max_size=9, unique_by=lambda r: (r[0], r[1], r[4])),
        "reversals": st.lists(
            st.tuples(name, few, day, st.integers(0, 50_000), known), max_size=3, unique_by=lambda r: r[:3]
        ),
        "charges": st.lists(st.tuples(name, few, kind, day, fen, known), max_size=3, unique_by=lambda r: r[:2]),
        "waivers": st.lists(st.tuples(name, few, day, kind, fen, known), max_size=3, unique_by=lambda r: r[:2]),
        "pauses": st.lists(
            st.tuples(name, few, day, known).map(lambda r: (r[0], r[1], r[2], r[2] + 20, r[3])),
            max_size=2,
            unique_by=lambda r: r[:2],
        ),
    }
)


def rows(table, values):
    shape = SHAPES[table]
    columns = list(zip(*values, strict=True)) or [()] * len(shape)
    return pa.table({n: pa.array(c, t) for (n, t), c in zip(shape.items(), columns, strict=True)})


def plan(names=NAMES, version=0, first=DAY + 10, count=4, principal=25_000):
    return [
        (n, version, i, first + 30 * i, principal, 1_250 + i, 10 * version, False, DAY)
        for n in names
        for i in range(1, count + 1)
    ]


def opened(directory, later=None):
    """A book of three loans with two schedule versions, and the events given, each table in two commits."""
    book = Book.open(str(directory), 2)
    book.append({"loans": loans(NAMES), "instalments": rows("instalments", plan() + plan(version=1, first=DAY + 60))})
    for table, values in (later or {}).items():
        for half in (values[::2], values[1::2]):
            book.append({table: rows(table, half)})
    return book


def aged(book, on, known_by):
    outcome = age(book, on, known_by, TERMS)
    found = pa.concat_tables(positions.read(book.place, on)).to_pylist() if outcome.loans else []
    return outcome, {row["loan_id"]: row for row in found}


quiet = settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@quiet
@given(later=events, on=st.integers(DAY, DAY + 160), known_by=st.integers(DAY, DAY + 160))
def test_the_night_gives_each_loan_what_the_law_gives_it_alone(tmp_path_factory, settings, later, on, known_by):
    book = opened(tmp_path_factory.mktemp("b"), later)
    use(settings, book)
    on, known_by = day_date(on), day_date(known_by)

    _, found = aged(book, on, known_by)

    for loan in NAMES:
        alone = law.position(queries.loan_facts(loan, on, known_by), TERMS, on, known_by)
        row = found[loan]
        assert row["past_due_days"] == alone.past_due_days
        assert row["delinquent_days"] == alone.delinquent_days
        assert row["delinquent_fen"] == alone.delinquent_amount
        assert row["unapplied_fen"] == alone.unapplied
        assert row["delinquent_since"] == (alone.delinquent_since and day_number(alone.delinquent_since))
        assert TERMS.bucket_name(row["bucket"]) == alone.bucket
        for part in ("overdue", "outstanding"):
            for component in ("principal", "interest", "fee", "penalty"):
                assert row[f"{part}_{component}"] == getattr(getattr(alone, part), component)
        assert row["paid_fen"] == sum(r.amount for r in alone.receipts)
        assert row["settled"] == (alone.outstanding.total == 0)


def use(settings, book):
    settings.BOOK_URL = book.place.url
    settings.BOOK_BUCKETS = book.buckets


def test_buckets_done_are_left_and_a_new_fact_ages_them_anew(tmp_path):
    book, on = opened(tmp_path), day_date(DAY + 100)
    told = []

    first = age(book, on, on, TERMS, progress=lambda done, of: told.append((done, of)))
    (tmp_path / positions.path_of(on, 1)).unlink()
    again = age(book, on, on, TERMS)
    book.append({"receipts": rows("receipts", [("L1", "A", DAY + 50, 5_000, DAY + 50)])})
    anew = age(book, on, on, TERMS)

    assert told == [(1, 2), (2, 2)]
    assert (first.loans, first.instalments, first.buckets_skipped) == (3, 12, 0)
    assert (again.loans, again.buckets_skipped) == (3, 1)
    assert (anew.loans, anew.buckets_skipped) == (3, 0)


@pytest.mark.parametrize(
    ("principal", "why"), [(MAX_FEN + 1, "out of bounds"), (-5, "negative"), (MAX_FEN // 2, "their sum")]
)
def test_a_loan_the_law_cannot_take_is_set_aside_with_its_reason(tmp_path, settings, principal, why):
    book = opened(tmp_path)
    book.append(
        {"loans": loans(["bad", "bare"]), "instalments": rows("instalments", plan(["bad"], principal=principal))}
    )
    use(settings, book)

    outcome, found = aged(book, day_date(DAY + 100), day_date(DAY + 100))

    assert sorted(found) == NAMES
    assert [a.loan_id for a in outcome.set_aside] == ["bad", "bare"]
    assert why in outcome.set_aside[0].en
    assert "no instalments" in outcome.set_aside[1].en
    assert {a.loan_id for a in queries.set_aside(outcome.on)} == {"bad", "bare"}


def test_a_loan_on_which_the_law_fails_does_not_stop_its_bucket(tmp_path, monkeypatch):
    def failing(terms, facts, which, on, desk, old, trace, out):
        if any(facts.instalment_principal[facts.instalment_at[facts.schedule_at[k]]] == 13 for k in which):
            raise ValueError("law")

    book = opened(tmp_path)
    book.append({"loans": loans(["odd"]), "instalments": rows("instalments", plan(["odd"], principal=13))})
    real = positions.compiled
    law = positions.age_bucket
    monkeypatch.setattr(positions, "compiled", lambda f, **how: failing if f is law else real(f, **how))

    outcome = age(book, day_date(DAY + 100), day_date(DAY + 100), TERMS)

    assert [(a.loan_id, a.code) for a in outcome.set_aside] == [("odd", 6)]
    assert outcome.loans == 3


def test_a_loan_not_yet_disbursed_is_not_in_the_positions(tmp_path):
    book = Book.open(str(tmp_path), 2)
    told = loans(NAMES).append_column("disbursed_on", pa.array([DAY, DAY + 5, None], I32))
    book.append({"loans": told, "instalments": rows("instalments", plan())})

    _, found = aged(book, date(2026, 1, 3), date(2026, 1, 3))

    assert sorted(found) == ["L1", "L3"]


def test_a_write_off_known_later_stops_nothing_before(tmp_path):
    book = opened(tmp_path)
    off = loans(["L1"], DAY + 90).append_column("write_off_on", pa.array([DAY + 80], I32))
    book.append({"loans": off})

    on = day_date(DAY + 130)
    _, before = aged(book, on, day_date(DAY + 89))
    _, after = aged(book, on, on)

    assert (before["L1"]["written_off"], after["L1"]["written_off"]) == (False, True)
    assert after["L1"]["overdue_penalty"] < before["L1"]["overdue_penalty"]

"""Real American loans: the tapes import whole, are aged, and agree with themselves as far as they can.

Reads the public tapes beside the project; skipped where they are not there.
"""

import sys
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import pytest
import yaml

from huilong.kernel.days import day_number
from huilong.rooms.book.commands import __file__ as in_room
from huilong.rooms.book.intake import tape
from huilong.rooms.book.intake.profile import load_profile
from huilong.rooms.book.intake.source import take_hold
from huilong.rooms.book.intake.take import read_file
from huilong.rooms.book.night import age
from huilong.rooms.book.rules.contract import contract_of
from huilong.rooms.book.store import Book, Source

TAPES = Path(__file__).resolve().parents[6] / "shared" / "data"
EX102 = TAPES / "worldomni_2020a" / "ex102_2020-07.csv"
ALLY = TAPES / "ally_auto_panel"
here = pytest.mark.skipif(not TAPES.is_dir(), reason="the public tapes (../shared/data) are not here")


def without_penalty():
    """The house's terms, less penalty: American auto loans bear none."""
    terms = yaml.safe_load(Path(in_room).with_name("terms_default.yaml").read_text("utf-8"))
    return contract_of({k: v for k, v in terms.items() if k != "penalty"}, "terms")


def taken(tmp_path: Path, profile: str, *files: Path) -> Book:
    book, rules = Book.open(str(tmp_path / "book"), 4), load_profile(profile)
    for file in files:
        source = take_hold(file)
        with book.writing() as commit:
            told = Source(source.name, source.sha256, day_number(date(2017, 1, 1)), source.stem)
            reading = read_file(
                source, rules.kind_of(source.stem), rules, date(2026, 1, 1), lambda t, c=commit, s=told: c.add(t, s)
            )
        assert (reading.bad, reading.taken) == ([], reading.rows)
    return book


def positions(book: Book, on: date) -> dict[str, dict]:
    aged = age(book, on, on, without_penalty())
    assert aged.set_aside == ()
    files = sorted((Path(book.place.root) / "positions" / f"on={on}").glob("*.parquet"))
    wanted = ["loan_id", "past_due_days", "past_due_instalments", "outstanding_principal"]
    rows = pa.concat_tables([pq.read_table(f, columns=wanted) for f in files]).to_pylist()
    return {row["loan_id"]: row for row in rows}


@here
def test_an_ex102_tape_is_aged_as_it_says(tmp_path, capsys):
    seen: list[pa.Table] = []
    derive = tape.DERIVE["tape"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(tape.DERIVE, "tape", lambda rows, options: (seen.append(rows), derive(rows, options))[1])
        book = taken(tmp_path, "abs-ee", EX102)
    ours = positions(book, date(2020, 7, 31))
    ids, said = seen[0].column("loan_id").to_pylist(), seen[0].column("late_days").to_pylist()
    assert len(ours) == len(ids) == 7572

    exact = np.mean([ours[i]["past_due_days"] == days for i, days in zip(ids, said, strict=True)])
    amounts = _instalments_late_by_amounts(ids)
    late = [i for i, days in zip(ids, said, strict=True) if days]
    apart = np.mean([ours[i]["past_due_instalments"] == amounts[i] for i in late])
    with capsys.disabled():
        sys.stdout.write(f"\nEX-102: days past due equal {exact:.2%} (by construction); instalments past due against "
              f"amounts due {apart:.2%} of {len(late)} late loans (independent)\n")  # fmt: skip
    assert exact > 0.999
    assert apart > 0.94


def _instalments_late_by_amounts(ids: list[str]) -> dict[str, int]:
    """Instalments past due by the tape's own amounts: what is due next over one payment, less the one not yet late."""
    names = ["nextReportingPeriodPaymentAmountDue", "reportingPeriodScheduledPaymentAmount"]
    raw = pcsv.read_csv(EX102, convert_options=pcsv.ConvertOptions(include_columns=names))
    due, payment = (raw.column(n).to_numpy() for n in names)
    count = np.where(payment > 0, np.rint(due / np.where(payment > 0, payment, 1)) - 1, 0)
    return dict(zip(ids, np.maximum(count, 0).astype(int).tolist(), strict=True))


@here
@pytest.mark.slow
def test_a_monthly_panel_is_aged_month_by_month(tmp_path, capsys):
    book = taken(tmp_path, "ally-panel", ALLY / "loans.parquet", ALLY / "panel.parquet")
    opening = positions(book, date(2017, 5, 31))
    loans = pq.read_table(ALLY / "loans.parquet", columns=["loan_id", "currentDelinquencyStatus"]).to_pylist()
    told = [(row["currentDelinquencyStatus"], opening[row["loan_id"]]["past_due_days"])
            for row in loans if row["loan_id"] in opening]  # fmt: skip
    lines = [f"panel 2017-05-31: days past due equal {np.mean([a == b for a, b in told]):.2%} of {len(told)}"]
    assert all(a == b for a, b in told)

    for on, floor in ((date(2017, 8, 31), 0.93), (date(2018, 12, 31), 0.85), (date(2020, 1, 31), 0.87)):
        pairs = _stages(positions(book, on), on)
        total = sum(pairs.values())
        same = sum(n for (a, b), n in pairs.items() if a == b) / total
        early = sum(n for (a, b), n in pairs.items() if (a > 1) == (b > 1)) / total
        lines.append(f"panel {on}: same stage {same:.1%}, same side of M2 {early:.1%} of {total}")
        assert same > floor
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")


def _stages(ours: dict[str, dict], on: date) -> Counter:
    """How many loans have (the panel's derived stage, ours): 0 current, 1 to 5 instalments behind."""
    month = pa.scalar(np.datetime64(f"{on:%Y-%m}-01", "us"))
    rows = pq.read_table(ALLY / "panel.parquet", columns=["loan_id", "period", "state"])
    rows = rows.filter(pa.compute.equal(rows.column("period"), month)).to_pylist()
    return Counter(
        (0 if row["state"] == "C" else int(row["state"][1]), min(5, -(-ours[row["loan_id"]]["past_due_days"] // 31)))
        for row in rows
        if row["state"] not in ("CO", "PO", None) and row["loan_id"] in ours
    )


@here
@pytest.mark.slow
def test_what_a_paid_off_loan_owes(tmp_path):
    book = taken(tmp_path, "ally-panel", ALLY / "loans.parquet", ALLY / "panel.parquet")

    paid_off = positions(book, date(2018, 3, 31))["AART2017-3_new_19211363"]

    assert (paid_off["past_due_days"], paid_off["outstanding_principal"]) == (0, 0)


def test_a_level_schedule_pays_the_principal_exactly():
    principal, rate, term = np.array([2_953_524, 10_000]), np.array([28_000, 0]), np.array([74, 3])

    parts, interests = tape.level_schedule(principal, rate, term, tape.level_payment(principal, rate, term))

    assert parts.sum(axis=1).tolist() == principal.tolist()
    assert parts[1, :4].tolist() == [3334, 3334, 3332, 0]
    total = (parts + interests)[0, :74]
    assert total.max() - total.min() <= 74
    assert (interests >= 0).all()

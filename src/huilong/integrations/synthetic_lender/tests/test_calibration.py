"""The synthetic book behaves as the published tables say, aged the plain way: money pays the oldest first."""

from datetime import date
from functools import lru_cache

import numpy as np
import pytest

from huilong.integrations.synthetic_lender.behaviour import outcome_edges
from huilong.integrations.synthetic_lender.calendar import due_in, month_last
from huilong.integrations.synthetic_lender.calibration import (
    CASH_NONE,
    CHINA_M2_OF_BALANCE,
    CHINA_M3_OF_BALANCE,
    RECOVERY_MEAN,
    RECOVERY_NOTHING,
    STATES,
    transitions,
)
from huilong.integrations.synthetic_lender.chance import Chance
from huilong.integrations.synthetic_lender.countries import COUNTRIES
from huilong.integrations.synthetic_lender.events import DOWN_PAYMENT, VEHICLE_SALE
from huilong.integrations.synthetic_lender.life import OUT_CO, OUT_MATURED, OUT_PO
from huilong.integrations.synthetic_lender.lifetime import live
from huilong.integrations.synthetic_lender.population import Span
from huilong.integrations.synthetic_lender.schedules import totals

UNTIL = date(2026, 10, 31)
ENDED = {"CO": OUT_CO, "PO": OUT_PO, "matured": OUT_MATURED}


@lru_cache(maxsize=2)
def book(country: str, loans: int):
    return live(Chance(7), COUNTRIES[country], Span.of(18, UNTIL), 0, loans, True)


def truth_moves(block):
    rows = block.events.columns("states")
    order = np.lexsort((rows["month"], rows["loan"]))
    loan, state = rows["loan"][order], rows["state"][order]
    follows = loan[1:] == loan[:-1]
    moves = np.zeros((9, 9))
    np.add.at(moves, (state[:-1][follows], state[1:][follows]), 1)
    return moves


def days_past_due(block, original, month: int):
    """Days past due at the end of `month` by cash alone, for loans of one schedule that have not ended; else −1."""
    on = int(month_last(month))
    loans, events = block.loans, block.events
    receipts, reversals = events.columns("receipts"), events.columns("reversals")
    counted = (receipts["on"] <= on) & (receipts["channel"] != DOWN_PAYMENT)
    paid = np.bincount(receipts["loan"][counted], receipts["amount"][counted], len(loans))
    of = {serial: i for i, serial in enumerate(receipts["serial"].tolist())}
    for serial, day, amount in zip(*(reversals[c].tolist() for c in ("serial", "on", "amount")), strict=True):
        if day <= on:
            row = of[serial]
            paid[receipts["loan"][row]] -= amount or receipts["amount"][row]
    due = totals(original.principal, original.interest, original.fee, loans.term)
    covered = np.minimum((due[:, 1:] <= paid[:, None]).sum(axis=1), loans.term)
    oldest = due_in(loans.first_month + covered, loans.due_day)
    days = np.where(covered < loans.term, np.maximum(on - oldest, 0), -1)
    ends = events.columns("endings")
    days[ends["loan"][ends["on"] <= on]] = -1
    days[block.restructured == 1] = -1
    days[loans.first_month > month] = -1
    return days


@pytest.mark.parametrize("country", ["us", "cn"])
def test_each_state_moves_on_as_published(country):
    block, _ = book(country, 20_000)
    table = transitions(COUNTRIES[country].entry_factor)
    moves = truth_moves(block)
    for state in range(6):
        seen = moves[state].copy()
        seen[0] += seen[ENDED["matured"]]
        total = seen.sum()
        for outcome, share in enumerate(table[state][::-1]):
            code = [ENDED["PO"], 0, 1, 2, 3, 4, 5, ENDED["CO"]][outcome]
            tolerance = 0.012 + 4 * np.sqrt(share * (1 - share) / total)
            assert abs(seen[code] / total - share) < tolerance, (STATES[state], code, seen[code] / total, share)


def test_cash_alone_tells_the_same_story():
    block, original = book("us", 20_000)
    rows = block.events.columns("states")
    last = int(rows["month"].max())
    agree = total = 0
    moves = np.zeros((6, 6))
    before = None
    for month in range(last - 5, last + 1):
        days = days_past_due(block, original, month)
        state = np.where(days < 0, -1, np.minimum((days + 29) // 30, 5))
        if before is not None:
            both = (before >= 0) & (state >= 0)
            np.add.at(moves, (before[both], state[both]), 1)
        before = state
        here = rows["month"] == month
        known = np.full(len(state), -1)
        known[rows["loan"][here]] = rows["state"][here]
        both = (known >= 0) & (known < 6) & (state >= 0)
        agree += int((known == state)[both].sum())
        total += int(both.sum())
    assert agree / total > 0.985
    rolls = moves / moves.sum(axis=1, keepdims=True)
    assert rolls[0, 1] == pytest.approx(0.062, abs=0.006)
    assert rolls[1, 2] == pytest.approx(0.110 / 0.985, abs=0.015)
    assert rolls[1, 0] == pytest.approx(0.249 / 0.985, abs=0.025)
    assert rolls[2, 3] == pytest.approx(0.268 / 0.984, abs=0.04)


def test_months_without_cash_are_as_common_as_published():
    block, _ = book("us", 20_000)
    rows, receipts = block.events.columns("states"), block.events.columns("receipts")
    month_of_receipt = receipts["on"].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    paying = set((receipts["loan"] * 100_000 + month_of_receipt).tolist())
    key = rows["loan"] * 100_000 + rows["month"]
    order = np.argsort(key)
    key, state = key[order], rows["state"][order]
    follows = key[1:] == key[:-1] + 1
    cash = np.array([k in paying for k in key[1:].tolist()])
    for code, (name, share) in enumerate(CASH_NONE.items(), start=1):
        here = follows & (state[:-1] == code) & ~np.isin(state[1:], [OUT_CO, OUT_PO])
        assert 1 - cash[here].mean() == pytest.approx(share, abs=0.05), name


def test_chinese_stocks_lie_in_the_published_bands():
    block, original = book("cn", 60_000)
    rows = block.events.columns("states")
    left = original.principal.sum(axis=1)
    balance = dict.fromkeys(range(6), 0.0)
    for month in range(int(rows["month"].max()) - 11, int(rows["month"].max()) + 1):
        here = (rows["month"] == month) & (rows["state"] < 6)
        loan, state = rows["loan"][here], rows["state"][here]
        done = np.clip((month - block.loans.first_month[loan] + 1 - state), 0, None)
        ahead = np.arange(original.principal.shape[1]) >= done[:, None]
        owed = np.where(ahead, original.principal[loan], 0).sum(axis=1)
        for code in range(6):
            balance[code] += owed[state == code].sum()
    whole = sum(balance.values())
    assert left.sum() > 0
    assert CHINA_M2_OF_BALANCE[0] <= balance[2] / whole <= CHINA_M2_OF_BALANCE[1]
    assert CHINA_M3_OF_BALANCE[0] <= balance[3] / whole <= CHINA_M3_OF_BALANCE[1]


def test_recovery_after_write_off_is_nothing_for_a_quarter_and_two_thirds_for_the_rest():
    block, _ = book("us", 20_000)
    ends, receipts = block.events.columns("endings"), block.events.columns("receipts")
    early = (ends["write_off"] == 1) & (ends["on"] < block.span.until - 250)
    sold = set(receipts["loan"][receipts["channel"] == VEHICLE_SALE].tolist())
    nothing = 1 - np.mean([loan in sold for loan in ends["loan"][early].tolist()])
    assert nothing == pytest.approx(RECOVERY_NOTHING, abs=0.06)
    assert 0.5 < RECOVERY_MEAN < 0.8


def test_types_differ_though_the_average_does_not():
    edges = outcome_edges(1.0)
    worse = edges[:, 1, 4]  # share of M1 that rolls to M2 or worse, by type
    assert worse[8] > 3 * worse[0]

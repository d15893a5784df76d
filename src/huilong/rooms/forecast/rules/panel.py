"""A panel of loans by month (借据月度面板), as public ABS-EE pools come: what moved, stood, was lost, and when."""

from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from huilong.rooms.forecast.rules.montecarlo import (
    BALANCE,
    CHARGED,
    GONE_PAID,
    LOANS,
    MEASURES,
    RECOVERED,
    Standing,
)
from huilong.rooms.forecast.rules.recovery import MONTHS, Recovery, recovery_of
from huilong.rooms.forecast.rules.states import BUCKETS, CHARGED_OFF, Floats, Ints, Moves
from huilong.rooms.forecast.rules.transitions import Pair, count, joined

UNSEEN = -1
Flags = npt.NDArray[np.bool_]


class Panel(NamedTuple):
    """L loans over M months (面板): `segment`, `due` (one instalment), `principal` (at the start), `opened` (month on
    book 0, may be negative) [L]; `state`, `balance`, `cash` (paid within the month), `recovered` [L, M]; `ends` of the
    months. Money in fen. `state` UNSEEN where the loan is not reported."""

    segment: Ints
    due: Ints
    principal: Ints
    opened: Ints
    state: Ints
    balance: Ints
    cash: Ints
    recovered: Ints
    ends: tuple[date, ...]
    segments: tuple[str, ...]


def kept_on(state: Ints, last: Ints) -> Ints:
    """States [L, M] with what ended carried on to the last month [L] of each loan's pool: gone stays gone."""
    found = state.copy()
    months = np.arange(state.shape[1])
    for month in range(1, state.shape[1]):
        before = found[:, month - 1]
        ended = (before >= CHARGED_OFF) & (months[month] <= last)
        gone = ended & ((found[:, month] == UNSEEN) | (before == CHARGED_OFF))
        found[gone, month] = before[gone]
    return found


def charged_off_in(state: Ints) -> Ints:
    """The month each loan was charged off in; M where it was not."""
    gone = state == CHARGED_OFF
    found: Ints = np.where(gone.any(axis=1), gone.argmax(axis=1), state.shape[1])
    return found


def pair_of(panel: Panel, month: int, which: Flags | None = None) -> Pair:
    """What the loans did in a month, from the end of the one before to its end."""
    start, end = panel.state[:, month - 1], panel.state[:, month]
    seen = (start >= 0) & (start < BUCKETS) & (end >= 0)
    seen = seen if which is None else seen & which
    balance = panel.balance[seen, month - 1]
    after = np.where(end[seen] < BUCKETS, panel.balance[seen, month], 0)
    after = np.where(end[seen] == CHARGED_OFF, balance, after)
    return Pair(panel.segment[seen], start[seen], end[seen], balance, after, panel.cash[seen, month], panel.due[seen])


def moves_of(panel: Panel, first: int, last: int, which: Flags | None = None) -> Moves:
    """The moves of months `first` … `last`, both counted (the month before the first must be there)."""
    return joined([count(pair_of(panel, month, which), len(panel.segments)) for month in range(first, last + 1)])


class Cases(NamedTuple):
    """Loans charged off (核销借据), N of them: the month each was in, balance then, cash [N, K] by months since, months
    watched."""

    row: Ints
    since: Ints
    balance: Floats
    cash: Floats
    seen: Ints


def cases_by(panel: Panel, month: int) -> Cases:
    """The loans charged off by the end of a month, and what each brought by then."""
    since = charged_off_in(panel.state)
    rows = np.flatnonzero((since <= month) & (since > 0))
    begun = since[rows]
    cash = np.zeros((len(rows), MONTHS))
    for lag in range(MONTHS):
        at = np.minimum(begun + lag, month)
        cash[:, lag] = np.where(begun + lag <= month, panel.recovered[rows, at], 0)
    return Cases(rows, begun, panel.balance[rows, begun - 1].astype(np.float64), cash, month - begun + 1)


def recovery_by(panel: Panel, month: int) -> Recovery:
    """The recovery curve as it could be known at the end of a month (回收曲线)."""
    found = cases_by(panel, month)
    return recovery_of(found.balance, found.cash, found.seen)


def standing_at(panel: Panel, month: int, which: Flags) -> Standing:
    """Where the loans `which` stand at the end of a month, and what was charged off of them before."""
    groups = len(panel.segments)
    loans, balance, due = (np.zeros((groups, BUCKETS)) for _ in range(3))
    state = panel.state[:, month]
    live = which & (state >= 0) & (state < BUCKETS)
    cell = (panel.segment[live], state[live])
    np.add.at(loans, cell, 1)
    np.add.at(balance, cell, panel.balance[live, month])
    np.add.at(due, cell, panel.due[live])
    gone_loans, gone = np.zeros((groups, MONTHS), np.int64), np.zeros((groups, MONTHS))
    since = charged_off_in(panel.state)
    age = month - since
    rows = np.flatnonzero(which & (age >= 0) & (age < MONTHS) & (since > 0))
    np.add.at(gone_loans, (panel.segment[rows], age[rows]), 1)
    np.add.at(gone, (panel.segment[rows], age[rows]), panel.balance[rows, since[rows] - 1])
    return Standing(loans.astype(np.int64), balance, due, gone_loans, gone)


def happened(panel: Panel, month: int, which: Flags) -> Floats:
    """What came true in a month for the loans `which`, by segment [G, MEASURES], as `montecarlo.walk` tells it."""
    pair, groups = pair_of(panel, month, which), len(panel.segments)
    moves = Moves(*(column[0] for column in count(pair, groups)))
    told = np.zeros((groups, MEASURES))
    told[:, :BUCKETS] = moves.cash.sum(axis=2)
    told[:, CHARGED] = moves.after[..., CHARGED_OFF].sum(axis=1)
    told[:, BALANCE : BALANCE + BUCKETS] = moves.after[..., :BUCKETS].sum(axis=1)
    told[:, LOANS : LOANS + BUCKETS] = moves.loans[..., :BUCKETS].sum(axis=1)
    principal = moves.balance - moves.after
    told[:, GONE_PAID] = principal.sum(axis=(1, 2))
    gone = which & (panel.state[:, month] == CHARGED_OFF)
    told[:, RECOVERED] = np.bincount(panel.segment[gone], panel.recovered[gone, month], minlength=groups)
    return told

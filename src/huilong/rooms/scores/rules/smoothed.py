"""Smoothed rates (平滑比例): what few trials say, drawn to what many say.

The rate of a person at an hour on a channel is drawn to the person's own rate, and that to the rate of the hour and
channel for everybody, each by so many trials as `STRENGTH` says: the empirical Bayes mean of a beta distribution.
"""

from dataclasses import dataclass

import numpy as np

from huilong.rooms.scores.rules.panel import Floats, Ints

STRENGTH = 4.0


@dataclass(frozen=True)
class Trials:
    """Attempts to reach people (触达尝试): who, at which slot (hour × channel), how many, how many reached."""

    person: Ints
    slot: Ints
    tried: Ints
    reached: Ints


def drawn(hits: Floats, trials: Floats, prior: Floats, strength: float = STRENGTH) -> Floats:
    """Rates drawn to a prior by `strength` trials.

    >>> drawn(np.array([0.0, 3.0]), np.array([0.0, 3.0]), np.array([0.2, 0.2]), 2.0).tolist()
    [0.2, 0.68]
    """
    return (hits + prior * strength) / (trials + strength)


def by_slot(trials: Trials, slots: int, prior: float) -> Floats:
    """The rate of each slot for everybody (各时段渠道接通率), drawn to the rate of all."""
    tried = np.bincount(trials.slot, weights=trials.tried, minlength=slots).astype(np.float64)
    reached = np.bincount(trials.slot, weights=trials.reached, minlength=slots).astype(np.float64)
    whole = drawn(np.array([reached.sum()]), np.array([tried.sum()]), np.array([prior]))[0]
    return drawn(reached, tried, np.full(slots, whole), 5 * STRENGTH)


def of_people(trials: Trials, people: int, slots: int, prior: float) -> Floats:
    """The rate of each person at each slot (person × slot)."""
    general = by_slot(trials, slots, prior)
    tried, reached = np.zeros((people, slots)), np.zeros((people, slots))
    np.add.at(tried, (trials.person, trials.slot), trials.tried)
    np.add.at(reached, (trials.person, trials.slot), trials.reached)
    expected = np.maximum((tried * general).sum(axis=1), 1e-9)
    lift = drawn(reached.sum(axis=1) / expected * tried.sum(axis=1), tried.sum(axis=1), np.ones(people))
    own = np.clip(general[None, :] * lift[:, None], 0.0, 0.98)
    return drawn(reached, tried, own)

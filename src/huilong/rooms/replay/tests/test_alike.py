"""Treatments that a log cannot tell apart are one for the estimate."""

import numpy as np
import pyarrow as pa

from huilong.rooms.replay.actions.estimating import NUMBERS, logged_of
from huilong.rooms.replay.rules.drafting import draft_of
from huilong.rooms.replay.tests.drafts import CALL_AND_TEXT


def test_a_call_every_day_and_one_every_week_are_one_treatment_to_a_log_that_names_both_alike():
    rules = [
        {"when": {"past_due_days": ">= 60"}, "then": {"channel": "call", "tone": "firm", "every_days": "1"}},
        {"when": {"past_due_days": ">= 8"}, "then": {"channel": "call", "tone": "firm", "every_days": "7"}},
        {"when": {"past_due_days": ">= 1"}, "then": {"channel": "sms", "tone": "gentle", "every_days": "3"}},
    ]
    draft = draft_of({**CALL_AND_TEXT, "rules": rules})
    told = pa.table({
        "borrower": [1, 2, 3, 4], "treatment": ["call firm", "call firm", "visit", "none"],
        "wanted": pa.array([0, 1, 2, -1], pa.int32()), "probability": [0.5] * 4,
        **{name: np.arange(4) for name in NUMBERS},
    })  # fmt: skip

    logged = logged_of(told, draft)

    assert logged.wanted.tolist() == [0, 0, 2, -1]
    assert (logged.taken == logged.wanted).tolist() == [True, True, False, True]
    assert logged.taken[2] >= len(draft.treatments)

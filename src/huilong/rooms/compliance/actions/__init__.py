"""Writes of compliance (合规): what visitors may do."""

from huilong.rooms.compliance.actions.asking import may_we, refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.actions.drafting import (
    approve_draft,
    change_draft,
    refuse_draft,
    start_draft,
    submit_draft,
    try_draft,
    withdraw_draft,
)
from huilong.rooms.compliance.actions.gaps import close_gaps_told, end_gap, note_gaps

__all__ = [
    "approve_draft",
    "change_draft",
    "close_gaps_told",
    "end_gap",
    "may_we",
    "note_gaps",
    "refuse_draft",
    "refuse_unless_permitted",
    "start_draft",
    "submit_draft",
    "tell_outcome",
    "try_draft",
    "withdraw_draft",
]

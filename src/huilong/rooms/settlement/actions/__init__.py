"""Verbs of settlement (费用结算): draft, issue, dispute, answer, agree, approve."""

from huilong.rooms.settlement.actions.approving import approve
from huilong.rooms.settlement.actions.disputing import agree, answer, dispute, lapse
from huilong.rooms.settlement.actions.drafting import draft, issue, run_month

__all__ = ["agree", "answer", "approve", "dispute", "draft", "issue", "lapse", "run_month"]

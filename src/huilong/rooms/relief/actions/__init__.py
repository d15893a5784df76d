"""Verbs of relief (减免): draft, ask, decide, accept, withdraw; and by night judge, note what the book took."""

from huilong.rooms.relief.actions.agreement import keep_agreement
from huilong.rooms.relief.actions.deciding import decide
from huilong.rooms.relief.actions.judging import judge_offers, mark_taken
from huilong.rooms.relief.actions.offering import accept, ask, draft, withdraw

__all__ = ["accept", "ask", "decide", "draft", "judge_offers", "keep_agreement", "mark_taken", "withdraw"]

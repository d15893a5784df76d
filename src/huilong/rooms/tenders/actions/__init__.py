"""Verbs of tenders (招标): make, publish, cancel; ask, answer; submit, reveal; mark, propose, approve, place; bonds."""

from huilong.rooms.tenders.actions.asking import answer, ask
from huilong.rooms.tenders.actions.awarding import approve_award, mark, propose, refuse_award
from huilong.rooms.tenders.actions.bidding import reveal, submit
from huilong.rooms.tenders.actions.bonds import forfeit_bond, return_bond, take_bond
from huilong.rooms.tenders.actions.placing import place_winner
from huilong.rooms.tenders.actions.publishing import add_paper, cancel, make_tender, note_look, publish

__all__ = [
    "add_paper",
    "answer",
    "approve_award",
    "ask",
    "cancel",
    "forfeit_bond",
    "make_tender",
    "mark",
    "note_look",
    "place_winner",
    "propose",
    "publish",
    "refuse_award",
    "return_bond",
    "reveal",
    "submit",
    "take_bond",
]

"""Reads of the book (借据查询): one loan's facts and position on a day, receipts of many, all loans on a day."""

from huilong.rooms.book.queries.loans import explain, loan, loan_facts, position, vehicles
from huilong.rooms.book.queries.opened import book, contract, first_known_on, latest_known_on
from huilong.rooms.book.queries.receipts import lender_sent, loans_known, paid_out_on, receipts_of, written_off_on
from huilong.rooms.book.queries.whole import (
    about_loans,
    days_aged,
    described,
    forget,
    is_aged,
    nights,
    positions,
    received,
    sent_of,
    set_aside,
)

__all__ = [
    "about_loans",
    "book",
    "contract",
    "days_aged",
    "described",
    "explain",
    "first_known_on",
    "forget",
    "is_aged",
    "latest_known_on",
    "lender_sent",
    "loan",
    "loan_facts",
    "loans_known",
    "nights",
    "paid_out_on",
    "position",
    "positions",
    "receipts_of",
    "received",
    "sent_of",
    "set_aside",
    "vehicles",
    "written_off_on",
]

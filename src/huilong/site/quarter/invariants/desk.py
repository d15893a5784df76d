"""Desk and book (案账一致): the figures of a case are the sums of its loans, and theirs are those of the ageing."""

from huilong.rooms.book.queries import positions
from huilong.site.quarter.look import MOST, Look

COLUMNS = ("past_due_days", "delinquent_fen", "outstanding_principal")


def desk(look: Look) -> list[str]:
    """What people work on is what the book says."""
    return [*_sums(look), *_loans(look)]


def _sums(look: Look) -> list[str]:
    return look.each(
        "case {0}: {1} fen past due, its loans {2}",
        "select c.number, c.delinquent_fen, sum(l.delinquent_fen) from cases_case c"
        " join cases_case_loan l on l.case_id = c.id and l.left_on is null where c.state = 'open'"
        " group by c.id having c.delinquent_fen <> sum(l.delinquent_fen)"
        " or c.outstanding_principal_fen <> sum(l.outstanding_principal_fen)"
        " or c.past_due_days <> max(l.past_due_days) order by 1",
    )


def _loans(look: Look) -> list[str]:
    """Loans whose figures are of the night's day; those that money moved since then have figures of a later one."""
    told = {row[0]: row[1:] for row in look.ask(
        "select loan_id, past_due_days, delinquent_fen, outstanding_principal_fen from cases_case_loan"
        " where left_on is null and figures_on = %s", [look.on]
    )}  # fmt: skip
    book = {}
    for table in positions(look.on, ["loan_id", *COLUMNS]):
        for row in table.to_pylist():
            if row["loan_id"] in told:
                book[row["loan_id"]] = tuple(row[name] for name in COLUMNS)
    return [f"{loan}: desk {told[loan]}, book {book.get(loan)}" for loan in told if told[loan] != book.get(loan)][:MOST]

"""What the night takes into the book (取数): the lender's files, the desk's receipts, what borrowers agreed to."""

from huilong.night.run import Counts, Night
from huilong.rooms.book import actions as book_actions
from huilong.rooms.book import queries as book
from huilong.rooms.book.night import take_desk_facts
from huilong.rooms.ledger import night as ledger
from huilong.rooms.ledger.actions import mark_reversals_taken, mark_taken
from huilong.rooms.ledger.queries import waiting_receipts, waiting_reversals
from huilong.rooms.relief import night as relief
from huilong.rooms.relief.actions import mark_taken as relief_taken


def take_files(night: Night) -> Counts:
    """Take the files known by the day, and the receipts posted on the desk by its end, into the book.

    A file or batch taken before is known by its fingerprint and changes nothing. The desk's receipts go first, so that
    the lender's row of the same id, known the same day, supersedes them. Receipts posted while the night is at work
    are of the next day and wait for its night.
    """
    taken_back = waiting_reversals(night.on)
    if taken_back:
        rows, mark = ledger.taken_back_rows(taken_back), ledger.taken_back_mark(taken_back)
        version = take_desk_facts(book.book(), {"receipts": rows}, mark, night.on)
        mark_reversals_taken((one.id for one in taken_back), str(version), night.on)
    receipts = waiting_receipts(night.on)
    if receipts:
        rows, mark = ledger.book_rows(ledger.not_sent(receipts)), ledger.source_mark(receipts)
        version = take_desk_facts(book.book(), {"receipts": rows}, mark, night.on)
        mark_taken((one.id for one in receipts), str(version), night.on)
    counts = book_actions.take_files(night.on, progress=night.progress).summary
    return {**counts, "desk_receipts": len(receipts), "taken_back": len(taken_back)}


def take_relief(night: Night) -> Counts:
    """Take what borrowers agreed to by the day into the book; what it already holds changes nothing."""
    tables, mark, keys = relief.book_facts(night.on)
    version = take_desk_facts(book.book(), tables, mark, night.on) if keys else ""
    return {"facts": relief_taken(keys, str(version), night.on)}


def judge_relief(night: Night) -> Counts:
    """Judge what was agreed by the money that came, before ageing: what follows is in the book the same night."""
    counts = relief.judge_relief(night.on)
    return {**counts, **take_relief(night)}

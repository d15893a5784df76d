"""The night's steps of accounts (夜间账务): receipts held against the lender's, what is due posted, fees of firms."""

from huilong.night.run import Counts, Night, end_of
from huilong.rooms.cases.queries import joined_collections, written_off_collections
from huilong.rooms.ledger import night as ledger
from huilong.rooms.settlement import night as settlement


def reconcile_receipts(night: Night) -> Counts:
    """Hold the desk's receipts against the lender's rows: matched, different, missing, or perhaps there twice."""
    return ledger.reconcile(night.on)


def post_due(night: Night) -> Counts:
    """Post what is due: receipts without an entry, suspense whose loan came, the lender's receipts and write-offs.

    Recorded as of the end of the day, so that a night run again records nothing anew.
    """
    end = end_of(night.on)
    counts = {"entered": ledger.enter_waiting(end), "placed": ledger.place_suspense(night.on, end)}
    loans = written_off_collections() | joined_collections()
    return {**counts, **ledger.post_lender_receipts(loans, night.on, end), **ledger.write_off(loans, night.on, end)}


def check_ledger(night: Night) -> Counts:
    """Check that the ledger balances, that money of others is apart, that entries say what was posted."""
    return ledger.check_ledger(night.on)


def settle_fees(night: Night) -> Counts:
    """Draft the statements of firms for the month that is over; silence past its time counts as agreement."""
    return settlement.settle(night.on, end_of(night.on))

"""What a quarter left in the database (期末统计), counted by its owner when it is over. Amounts in fen."""

from collections.abc import Mapping

from huilong.site.quarter.clock import SimulatedClock

COUNTS: Mapping[str, tuple[str, str]] = {
    "cases": ("cases_case", "select count(*) from cases_case"),
    "cases_open": ("cases_case", "select count(*) from cases_case where state = 'open'"),
    "cases_closed": ("cases_case", "select count(*) from cases_case where state = 'closed'"),
    "calls": ("contact_call", "select count(*) from contact_call"),
    "calls_answered": ("contact_call", "select count(*) from contact_call where answered_at is not null"),
    "activities": ("contact_activity", "select count(*) from contact_activity"),
    "verdicts": ("compliance_verdict", "select count(*) from compliance_verdict"),
    "verdicts_against": ("compliance_verdict", "select count(*) from compliance_verdict where not permitted"),
    "promises": ("cases_promise", "select count(*) from cases_promise where state <> 'withdrawn'"),
    "promises_kept": ("cases_promise", "select count(*) from cases_promise where state = 'kept'"),
    "promises_part_kept": ("cases_promise", "select count(*) from cases_promise where state = 'part_kept'"),
    "promises_broken": ("cases_promise", "select count(*) from cases_promise where state = 'broken'"),
    "relief_agreed": (
        "relief_offer", "select count(*) from relief_offer where state in ('accepted', 'active', 'kept', 'broken')"
    ),
    "relief_kept": ("relief_offer", "select count(*) from relief_offer where state = 'kept'"),
    "desk_receipts": ("ledger_desk_receipt", "select count(*) from ledger_desk_receipt where reversed_at is null"),
    "desk_receipts_fen": (
        "ledger_desk_receipt", "select sum(amount_fen) from ledger_desk_receipt where reversed_at is null"
    ),
    "entries": ("ledger_entry", "select count(*) from ledger_entry"),
    "orders": ("repossession_order", "select count(*) from repossession_order"),
    "authorities": ("repossession_authority", "select count(*) from repossession_authority"),
    "authorities_paid": ("repossession_authority", "select count(*) from repossession_authority where ended = 'paid'"),
    "cars_taken": (
        "repossession_order_step",
        "select count(distinct order_id) from repossession_order_step where verb in ('take', 'uphold')",
    ),
    "claims": ("repossession_order_step", "select count(*) from repossession_order_step where verb = 'claim'"),
    "cars_released": ("repossession_order", "select count(*) from repossession_order where state = 'released'"),
    "cars_in_stock": ("disposal_stock", "select count(*) from disposal_stock"),
    "cars_sold": ("disposal_sale", "select count(*) from disposal_sale where state in ('paid', 'delivered')"),
    "auctions": ("auctions_auction", "select count(*) from auctions_auction"),
    "bids": ("auctions_bid", "select count(*) from auctions_bid"),
    "distributions": ("disposal_distribution", "select count(*) from disposal_distribution where state = 'posted'"),
    "proceeds_fen": (
        "disposal_distribution", "select sum(proceeds_fen) from disposal_distribution where state = 'posted'"
    ),
    "surplus_fen": (
        "disposal_distribution", "select sum(surplus_fen) from disposal_distribution where state = 'posted'"
    ),
    "deficiency_fen": (
        "disposal_distribution", "select sum(deficiency_fen) from disposal_distribution where state = 'posted'"
    ),
    "tenders": ("tenders_tender", "select count(*) from tenders_tender"),
    "tenders_awarded": ("tenders_award", "select count(*) from tenders_award where approved"),
    "placements": ("agencies_placement", "select count(*) from agencies_placement"),
    "statements": ("settlement_statement", "select count(*) from settlement_statement"),
    "statements_paid": ("settlement_statement", "select count(*) from settlement_statement where state = 'paid'"),
    "fees_fen": ("settlement_statement", "select sum(fen) from settlement_statement where state <> 'drafted'"),
    "journal_entries": ("journal_entry", "select count(*) from journal_entry"),
    "seals": ("journal_seal", "select count(*) from journal_seal"),
    "database_bytes": ("journal_entry", "select pg_database_size(current_database())"),
}  # fmt: skip
"""Name → the table that must be there, and what counts it."""


def counted(clock: SimulatedClock) -> dict[str, int]:
    """Every count whose room is there."""
    found = {}
    for name, (table, sql) in COUNTS.items():
        if clock.ask("select to_regclass(%s)", [f"public.{table}"])[0][0] is not None:
            found[name] = int(clock.ask(sql)[0][0] or 0)
    return found

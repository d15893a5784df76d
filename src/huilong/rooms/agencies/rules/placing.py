"""Terms of placing (委外期限): what a contract lets a placement be, and an extension of one."""

from datetime import date, timedelta

from huilong.rooms.agencies.terms import ContractRow, PlacementRow


def mistake(terms: ContractRow, organisation: int, tier: int, entry_on: date, exit_on: date, on: date) -> str | None:
    """The first field of a placement that its contract does not allow; None where all is as agreed."""
    if terms.organisation != organisation:
        return "contract"
    if tier not in terms.tiers:
        return "tier"
    if entry_on < on or not terms.from_on <= entry_on <= terms.to_on:
        return "entry_on"
    if not entry_on <= exit_on <= min(terms.to_on, entry_on + timedelta(days=terms.most_days - 1)):
        return "exit_on"
    return None


def last_extension(terms: ContractRow, placed: PlacementRow, extensions: int) -> date | None:
    """The last day a placement may be extended to; None where it may not be extended at all.

    At most `most_extensions` times, each by at most `most_extension_days`, never beyond the contract.
    """
    last = min(terms.to_on, placed.exit_on + timedelta(days=terms.most_extension_days))
    return last if extensions < terms.most_extensions and last > placed.exit_on else None

"""People of auctions (竞买人查询): who asked to bid, who is in an auction, the reader's own entry."""

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions.models import Bidder, Entry
from huilong.rooms.auctions.queries.floors import bidder_row
from huilong.rooms.auctions.terms import BidderRow, BidderState, DepositState, EntryRow


def bidders(state: BidderState | None = None, most: int = 200) -> tuple[BidderRow, ...]:
    """Who asked to bid, those who wait first (竞买人)."""
    found = Bidder.objects.order_by("-id")
    if state is not None:
        found = found.filter(state=state.value)
    rows = [bidder_row(one) for one in found[:most]]
    return tuple(sorted(rows, key=lambda one: one.state is not BidderState.ASKED))


def entries_of(key: int) -> tuple[EntryRow, ...]:
    """Who is in an auction, by pseudonym (参拍登记): the house sees all, a bidder the own one."""
    found = Entry.objects.filter(auction_id=key).select_related("bidder", "deposit")
    return tuple(_row(one) for one in found.order_by("number"))


def entry_of(key: int) -> EntryRow:
    """One entry. Raises Refusal `no-such-entry`."""
    one = Entry.objects.filter(pk=key).select_related("bidder", "deposit").first()
    if one is None:
        raise Refusal("no-such-entry", status=404, zh="没有这条参拍登记。", en="There is no such entry.")
    return _row(one)


def my_entry(auction: int) -> Entry:
    """The entry of the one who acts. Raises Refusal `not-entered`."""
    who = acting()
    one = Entry.objects.filter(auction_id=auction, bidder__user_id=who.user if who else 0).first()
    if one is None:
        raise Refusal(
            "not-entered", zh="您尚未报名参加这场竞价。", en="You have not entered this auction.",
            remedy_zh="请先报名并缴纳保证金。", remedy_en="Enter it first, and pay the deposit.",
        )  # fmt: skip
    return one


def _row(one: Entry) -> EntryRow:
    deposit = getattr(one, "deposit", None)
    return EntryRow(
        one.pk, one.auction_id, one.number, one.bidder_id, one.bidder.name, one.bidder.firm, one.entered_at,
        DepositState(deposit.state) if deposit else None, deposit.fen if deposit else 0,
        deposit.reference if deposit else "",
    )  # fmt: skip

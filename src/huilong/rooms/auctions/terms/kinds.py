"""Enums of auctions (竞价枚举)."""

from huilong.kernel.glossary import Worded


class AuctionForm(Worded):
    """How is bid (竞价方式)."""

    OPEN = "open"
    SEALED = "sealed"


class AuctionState(Worded):
    """Where an auction stands for good (竞价状态)."""

    ASKED = "asked"
    LIVE = "live"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class AuctionPhase(Worded):
    """What goes on at a moment (竞价阶段), told from the state and the clock."""

    ASKED = "asked"
    COMING = "coming"
    BIDDING = "bidding"
    REVEALING = "revealing"
    SETTLING = "settling"
    SOLD = "sold"
    UNSOLD = "unsold"
    CANCELLED = "cancelled"


class AuctionOutcome(Worded):
    """What came of an auction (竞价结果)."""

    SOLD = "sold"
    BELOW_RESERVE = "below_reserve"
    NO_BID = "no_bid"


class CancelReason(Worded):
    """Why an auction was cancelled before anybody bid (撤销竞价原因)."""

    MISTAKE = "mistake"
    REDEEMED = "redeemed"
    HOLD = "hold"
    NOT_APPROVED = "not_approved"
    SOLD_ELSEWHERE = "sold_elsewhere"


class ApproveReason(Worded):
    """Why a second person lets an auction open (竞价批准理由)."""

    PRICE_FAIR = "price_fair"
    PAPERS_SEEN = "papers_seen"
    COST_RUNS = "cost_runs"


class BidRefusal(Worded):
    """Why a bid was not taken (出价未受理原因)."""

    NOT_YET = "not_yet"
    ENDED = "ended"
    CANCELLED = "cancelled"
    NO_DEPOSIT = "no_deposit"
    HIGHEST_ALREADY = "highest_already"
    TOO_LOW = "too_low"
    OFF_STEP = "off_step"
    WRONG_FORM = "wrong_form"
    SEALED_ALREADY = "sealed_already"


class BidderKind(Worded):
    """Who bids (竞买人类别)."""

    DEALER = "dealer"
    PERSON = "person"


class BidderState(Worded):
    """Whether somebody may enter auctions (竞买人状态)."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


class BidderWhy(Worded):
    """Why a bidder was approved or not (竞买人审核理由)."""

    IN_ORDER = "in_order"
    PAPERS_MISSING = "papers_missing"
    CONFLICT = "conflict"
    DEFAULTED = "defaulted"


class DepositState(Worded):
    """What became of a deposit (保证金状态)."""

    HELD = "held"
    REFUNDED = "refunded"
    COUNTED = "counted"
    FORFEITED = "forfeited"

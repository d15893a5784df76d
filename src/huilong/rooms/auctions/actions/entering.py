"""Entering (报名): asking to be a bidder, being let in, and entering one auction under a pseudonym.

The auctioneer, its people, the seller, the valuer and whoever took the car do not bid, nor have others bid for them
(《拍卖法》第22、30条 for auctioneers; the house holds its own sales to the same).
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions.models import Bidder, Entry
from huilong.rooms.auctions.queries.floors import my_bidder, stored
from huilong.rooms.auctions.terms import BidderKind, BidderState, BidderWhy, pseudonym
from huilong.rooms.journal.actions import digested, record
from huilong.rooms.people.queries import names_of, organisation_named
from huilong.rooms.people.terms import Role

SHORTEST, LONGEST = 6, 40
REASONS = {
    "auctions_enters_in_time": Refusal(
        "auction-over", zh="竞价已结束,不能报名。", en="The auction is over.", remedy_zh="请看其他竞价。",
        remedy_en="Look at another one.",
    ),
    "auctions_enters_unbarred": Refusal(
        "bidder-barred", status=403, rule="house:auction-conflict", zh="您或您的单位与该标的有利益关系,不能参加竞买。",
        en="You, or your firm, had a part in this sale and may not bid.", remedy_zh="如有误,请联系客服。",
        remedy_en="If that is a mistake, call us.",
    ),
    "auctions_enters_once": Refusal("entered-already", zh="您已报名。", en="You have entered already."),
}  # fmt: skip
"""What the database says no to, by the name it gives."""


def register_bidder(kind: BidderKind, identity: str, at: datetime, *, independent: bool) -> int:
    """Ask to be let into auctions (竞买人登记); the bidder's key. `identity` (an identity card's or licence's number)
    is kept as a keyed digest only. `independent`: the bidder says to be neither of the seller, nor its valuer or agent.

    Raises Refusal `bidders-only`, `identity-missing`, `not-independent`, `registered-already`.
    """
    who, told = acting(), identity.strip().upper()
    if who is None or who.role != Role.BIDDER:
        raise Refusal("bidders-only", status=403, rule="house:auction-conflict", zh="只有竞买人账户可以登记。",
                      en="Only a bidder's account can be registered.")  # fmt: skip
    if not SHORTEST <= len(told) <= LONGEST:
        raise Refusal("identity-missing", status=422, where="identity", zh="请填写身份证号或统一社会信用代码。",
                      en="Give the number of the identity card or of the licence.")  # fmt: skip
    if not independent:
        raise Refusal(
            "not-independent", status=422, where="independent", rule="house:auction-conflict",
            zh="须声明与委托人、评估机构和收车机构无利益关系。",
            en="A bidder declares to be neither of the seller, nor its valuer, nor who took the car.",
        )  # fmt: skip
    with transaction.atomic():
        if Bidder.objects.filter(user_id=who.user).exists():
            raise Refusal("registered-already", zh="您已登记。", en="You are registered already.")
        name, firm = names_of([who.user]).get(who.user, ""), _firm(who.organisation)
        kept = Bidder.objects.create(
            user_id=who.user, name=name, firm=firm, kind=kind.value, identity=digested(told), asked_at=at
        )
        record(verb="auction.bidder_asked", subject=("bidder", kept.pk), at=at, detail={"kind": kind.value})
    return int(kept.pk)


def decide_bidder(key: int, why: BidderWhy, at: datetime) -> BidderState:
    """Let a bidder in, or not (竞买人审核); a later reason may bar one who was let in."""
    state = BidderState.APPROVED if why is BidderWhy.IN_ORDER else BidderState.REFUSED
    who = acting()
    changed = {"state": state.value, "why": why.value, "decided_by": who.user if who else 0, "decided_at": at}
    try:
        with transaction.atomic():
            if not Bidder.objects.filter(pk=key).update(**changed):
                raise Refusal("no-such-bidder", status=404, zh="没有这位竞买人。", en="There is no such bidder.")
            record(
                verb="auction.bidder_decided", subject=("bidder", key), at=at,
                detail={"state": state.value, "why": why.value},
            )  # fmt: skip
    except IntegrityError:
        raise Refusal(
            "identity-twice", zh="同一身份已有通过审核的竞买人。", en="Somebody of this identity is let in already.",
            remedy_zh="一人一户,请核对。", remedy_en="One account a person: look into it.",
        ) from None  # fmt: skip
    return state


def enter(auction: int, at: datetime) -> str:
    """Enter an auction, agreeing to its terms (报名参拍); the pseudonym the floor knows the bidder by.

    Raises Refusal `bidder-not-approved`, `auction-over`, `bidder-barred`.
    """
    stored(auction)
    mine = my_bidder()
    if mine is None or mine.state is not BidderState.APPROVED:
        raise Refusal(
            "bidder-not-approved", status=403, zh="您的竞买人资格尚未通过审核。",
            en="You are not let into auctions yet.",
            remedy_zh="请先登记并等待审核。", remedy_en="Register first, and wait to be let in.",
        )  # fmt: skip
    try:
        with transaction.atomic():
            made = Entry.objects.create(auction_id=auction, bidder_id=mine.id, number=0, entered_at=at)
            number = Entry.objects.filter(pk=made.pk).values_list("number", flat=True).get()
            record(verb="auction.entered", subject=("auction", auction), at=at, detail={"number": number})
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name not in REASONS:
            raise
        raise REASONS[name] from None
    return pseudonym(number)


def _firm(organisation: int) -> str:
    found = organisation_named(organisation)
    return found.name if found else ""

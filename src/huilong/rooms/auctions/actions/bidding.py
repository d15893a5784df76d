"""Bidding (出价): judged by the database's clock, given its place under the auction's lock, chained, answered for good.

Every bid gets an answer that is kept: its place, or why it was not taken. A key sent again gets the same answer.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from huilong.kernel.money import Fen, yuan
from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions.actions.opening import live_name
from huilong.rooms.auctions.models import Answer, Bid, Opening
from huilong.rooms.auctions.queries.floors import floor_of, stored
from huilong.rooms.auctions.queries.people import my_entry
from huilong.rooms.auctions.rules.bid_chain import commitment as committed
from huilong.rooms.auctions.rules.bid_chain import hashed, moment
from huilong.rooms.auctions.rules.bidding import end_after, least, refused
from huilong.rooms.auctions.rules.terms_told import terms_of
from huilong.rooms.auctions.terms import AuctionState, BidReceipt, BidRefusal, Floor, Link, pseudonym
from huilong.rooms.journal.actions import record
from huilong.shell.live import announce

MOST = 20
"""Answers one bidder gets within ten seconds (`auctions_stand`); more is a machine gone wild."""
IN_TIME, ONE_KEY = "auctions_bid_in_time", "auctions_one_answer_a_key"


def bid(auction: int, fen: Fen, key: str) -> BidReceipt:
    """Bid `fen` in an auction as the one who acts (出价); its place, time and hash.

    Raises Refusal `bid-too-low` and the like for what is not taken, after that answer is kept; `not-entered`,
    `bids-too-fast`, `key-used`.
    """
    return _receipt(_answer(_Wanted(auction, fen, "", key)))


def seal(auction: int, commitment: str, key: str) -> BidReceipt:
    """Hand in a sealed bid (提交密封报价): only its commitment, see `rules/bid_chain.py`."""
    if len(commitment) != 64 or any(one not in "0123456789abcdef" for one in commitment):
        raise Refusal("no-commitment", status=422, where="commitment", zh="密封报价须为 64 位十六进制承诺值。",
                      en="A sealed bid is a commitment of 64 hexadecimal digits.")  # fmt: skip
    return _receipt(_answer(_Wanted(auction, None, commitment, key)))


def unseal(auction: int, fen: Fen, secret: str, at: datetime) -> None:
    """Open the own sealed bid after the end (开标).

    Raises Refusal `no-sealed-bid`, `commitment-differs`, `not-opened-now`.
    """
    entry = my_entry(auction)
    row = Bid.objects.filter(entry=entry, fen=None).first()
    if row is None:
        raise Refusal("no-sealed-bid", zh="您没有密封报价。", en="You have made no sealed bid.")
    if committed(auction, entry.number, fen, secret) != row.commitment:
        raise Refusal(
            "commitment-differs", status=422, zh="金额与密钥同提交的承诺不符。",
            en="Amount and secret do not make the commitment that was handed in.",
            remedy_zh="请核对金额与密钥。", remedy_en="Look at both again.",
        )  # fmt: skip
    try:
        with transaction.atomic():
            Opening.objects.create(bid=row, fen=fen, secret=secret, at=at)
            record(
                verb="auction.unsealed", subject=("auction", auction), at=at,
                detail={"seq": row.seq, "number": row.number, "fen": fen},
            )  # fmt: skip
    except IntegrityError:
        raise Refusal(
            "not-opened-now", zh="现在不能开标,或已开标。", en="It is not opened now, or was opened before.",
            remedy_zh="请在结束后的开标时限内操作。", remedy_en="Open it within its time after the end.",
        ) from None  # fmt: skip


@dataclass(frozen=True)
class _Stand:
    """Where the one who acts stands in an auction (竞买人场面): the entry, the floor, what was answered lately."""

    entry: int
    floor: Floor
    number: int
    head: str
    paid: bool
    sealed: bool
    lately: int
    answered: int | None
    arrived: datetime
    at: datetime


@dataclass(frozen=True)
class _Wanted:
    """A bid as it was asked for (出价请求)."""

    auction: int
    fen: Fen | None
    commitment: str
    key: str

    def refused(self, stand: _Stand) -> BidRefusal | None:
        """Why it is not taken as things stand."""
        paid = stand.paid or not stand.floor.terms.deposit_fen
        return refused(
            stand.floor, stand.number, self.fen, stand.arrived, stand.at, paid=paid, sealed_before=stand.sealed
        )


def _answer(one: _Wanted) -> Answer:
    """The kept answer to a bid; what the database alone finds too late is answered as such."""
    if not 8 <= len(one.key) <= 40:
        raise Refusal("no-key", status=422, where="key", zh="出价须带幂等键。", en="A bid carries a key of its own.")
    try:
        with transaction.atomic():
            return _judged(one)
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name == IN_TIME:
            with transaction.atomic():
                return _turned_down(one, _stand(one, take=False), BidRefusal.ENDED)
        if name != ONE_KEY:
            raise
    stand = _stand(one, take=False)  # the same key was answered at this moment
    return _earlier(one, stand.answered or 0)


def _judged(one: _Wanted) -> Answer:
    """Judged twice: as things stand, and under the lock. The price only rises and what is over does not come back, so
    what is refused without the lock would be refused under it too."""
    stand = _stand(one, take=False)
    if stand.answered is None and stand.lately >= MOST:
        raise Refusal(
            "bids-too-fast", status=429, zh="出价过于频繁,请稍候。", en="That is too many bids in a short time.",
            remedy_zh="几秒后再试。", remedy_en="Try again in a few seconds.",
        )  # fmt: skip
    if stand.answered is None and one.refused(stand) is None:
        stand = _stand(one, take=True)
    if stand.answered is not None:
        return _earlier(one, stand.answered)
    why = one.refused(stand)
    return _taken(one, stand) if why is None else _turned_down(one, stand, why)


def _taken(one: _Wanted, stand: _Stand) -> Answer:
    """The bid at the end of the chain, under the lock."""
    at = max(stand.at, stand.floor.last_at or stand.at)
    ends = end_after(stand.floor, at)
    link = hashed(Link(
        one.auction, stand.floor.bids + 1, stand.number, moment(at), one.fen, one.commitment, moment(ends), stand.head,
    ))  # fmt: skip
    kept = Bid.objects.create(
        auction_id=one.auction, entry_id=stand.entry, seq=link.seq, number=stand.number, fen=one.fen,
        commitment=one.commitment, arrived_at=stand.arrived, at=at, ends_at=ends, previous=link.previous,
        hash=link.hash,
    )  # fmt: skip
    answer = Answer.objects.create(
        entry_id=stand.entry, key=one.key, fen=one.fen, commitment=one.commitment, at=at, bid=kept
    )
    told = {
        "seq": link.seq, "bidder": pseudonym(stand.number), "fen": one.fen, "hash": link.hash, "ends_at": link.ends_at,
    }  # fmt: skip
    record(verb="auction.bid", subject=("auction", one.auction), at=at, detail=told)
    announce("auction", live_name(one.auction), seq=link.seq)
    return answer


def _turned_down(one: _Wanted, stand: _Stand, why: BidRefusal) -> Answer:
    return Answer.objects.create(
        entry_id=stand.entry, key=one.key, fen=one.fen, commitment=one.commitment, at=stand.at, refused=why.value
    )


def _earlier(one: _Wanted, answered: int) -> Answer:
    """The answer that was given to this key before. Raises Refusal `key-used` where it asked something else."""
    found = Answer.objects.select_related("bid").get(pk=answered)
    if (found.fen, found.commitment) != (one.fen, one.commitment):
        raise Refusal("key-used", status=422, where="key", zh="该幂等键已用于另一笔出价。",
                      en="This key was used for another bid.")  # fmt: skip
    return found


def _stand(one: _Wanted, *, take: bool) -> _Stand:
    """Where the one who acts stands; with `take` the floor is held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select * from auctions_stand(%s, %s, %s)", [one.auction, one.key, take])
        row = cursor.fetchone()
    if row is None:
        stored(one.auction)
        my_entry(one.auction)
        raise Refusal("bidder-not-approved", status=403, zh="您的竞买人资格尚未通过审核。",
                      en="You are not let into auctions yet.")  # fmt: skip
    entry, number, state, terms, ends, price, leader, bids, last, head, *rest = row
    kept = json.loads(terms) if isinstance(terms, str) else terms
    floor = Floor(terms_of(kept), AuctionState(state), ends, price, leader, bids, last)
    return _Stand(entry, floor, number, head, *rest)


def _receipt(answer: Answer) -> BidReceipt:
    """The receipt of a bid that was taken; the refusal of one that was not."""
    if answer.bid is not None:
        one = answer.bid
        return BidReceipt(one.auction_id, one.seq, one.fen, one.at, one.hash, one.ends_at)
    why = BidRefusal(answer.refused)
    now = least(floor_of(stored(answer.entry.auction_id)))
    raise Refusal(
        f"bid-{why.value.replace('_', '-')}", zh=f"出价未受理:{why.word.zh}。",
        en=f"The bid was not taken: {why.word.en}.",
        remedy_zh=f"现在最低可出 {yuan(now)} 元。", remedy_en=f"The least now is {yuan(now)}.",
    )  # fmt: skip

"""Bidding (出价): judged by the database's clock, given its place under the auction's lock, chained, answered for good.

Every bid gets an answer that is kept: its place, or why it was not taken. A key sent again gets the same answer.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from huilong.kernel.money import Fen, yuan
from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions.actions.opening import live_name
from huilong.rooms.auctions.models import Answer, Auction, Bid, Deposit, Entry, Opening
from huilong.rooms.auctions.queries.floors import floor_of, stored
from huilong.rooms.auctions.queries.people import my_entry
from huilong.rooms.auctions.rules.bid_chain import commitment as committed
from huilong.rooms.auctions.rules.bid_chain import hashed, moment
from huilong.rooms.auctions.rules.bidding import end_after, least, refused
from huilong.rooms.auctions.terms import BidReceipt, BidRefusal, Floor, Link, pseudonym
from huilong.rooms.journal.actions import record
from huilong.shell.live import announce

MOST, WITHIN = 20, timedelta(seconds=10)
"""Answers one bidder gets in a while; more is a machine gone wild."""
IN_TIME, ONE_KEY = "auctions_bid_in_time", "auctions_one_answer_a_key"


def bid(auction: int, fen: Fen, key: str) -> BidReceipt:
    """Bid `fen` in an auction as the one who acts (出价); its place, time and hash.

    Raises Refusal `bid-too-low` and the like for what is not taken, after that answer is kept; `not-entered`,
    `bids-too-fast`, `key-used`.
    """
    return _receipt(_answer(my_entry(auction), fen, "", key))


def seal(auction: int, commitment: str, key: str) -> BidReceipt:
    """Hand in a sealed bid (提交密封报价): only its commitment, see `rules/bid_chain.py`."""
    if len(commitment) != 64 or any(one not in "0123456789abcdef" for one in commitment):
        raise Refusal("no-commitment", status=422, where="commitment", zh="密封报价须为 64 位十六进制承诺值。",
                      en="A sealed bid is a commitment of 64 hexadecimal digits.")  # fmt: skip
    return _receipt(_answer(my_entry(auction), None, commitment, key))


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


def _answer(entry: Entry, fen: Fen | None, commitment: str, key: str) -> Answer:
    """The kept answer to a bid; what the database alone finds too late is answered as such."""
    if not 8 <= len(key) <= 40:
        raise Refusal("no-key", status=422, where="key", zh="出价须带幂等键。", en="A bid carries a key of its own.")
    try:
        with transaction.atomic():
            return _judged(entry, fen, commitment, key)
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name == IN_TIME:
            with transaction.atomic():
                return _turned_down(entry, fen, commitment, key, _moments()[1], BidRefusal.ENDED)
        if name != ONE_KEY:
            raise
    return Answer.objects.select_related("bid").get(entry=entry, key=key)  # the same key was answered at this moment


def _judged(entry: Entry, fen: Fen | None, commitment: str, key: str) -> Answer:
    arrived, at = _moments()
    if earlier := _earlier(entry, fen, commitment, key):
        return earlier
    if Answer.objects.filter(entry=entry, at__gt=at - WITHIN).count() >= MOST:
        raise Refusal(
            "bids-too-fast", status=429, zh="出价过于频繁,请稍候。", en="That is too many bids in a short time.",
            remedy_zh="几秒后再试。", remedy_en="Try again in a few seconds.",
        )  # fmt: skip
    floor = floor_of(stored(entry.auction_id))
    paid = not floor.terms.deposit_fen or Deposit.objects.filter(pk=entry.pk, state="held").exists()
    before = fen is None and Bid.objects.filter(entry=entry).exists()
    why = refused(floor, entry.number, fen, arrived, at, paid=paid, sealed_before=before)
    if why is not None:  # the price only rises and the end of what is over does not come back: no lock is needed
        return _turned_down(entry, fen, commitment, key, at, why)
    at = _take_floor(entry.auction_id)
    if earlier := _earlier(entry, fen, commitment, key):
        return earlier
    row = stored(entry.auction_id)
    floor = floor_of(row)
    before = fen is None and Bid.objects.filter(entry=entry).exists()
    why = refused(floor, entry.number, fen, arrived, at, paid=paid, sealed_before=before)
    if why is not None:
        return _turned_down(entry, fen, commitment, key, at, why)
    return _taken(entry, row, floor, fen, commitment, key, arrived, at)


def _taken(entry: Entry, row: Auction, floor: Floor, fen: Fen | None, commitment: str, key: str, arrived: datetime,
           at: datetime) -> Answer:  # fmt: skip
    """The bid at the end of the chain, under the lock."""
    at = max(at, row.last_at or at)
    ends = end_after(floor, at)
    link = hashed(Link(
        row.pk, floor.bids + 1, entry.number, moment(at), fen, commitment, moment(ends), row.head,
    ))  # fmt: skip
    kept = Bid.objects.create(
        auction=row, entry=entry, seq=link.seq, number=entry.number, fen=fen, commitment=commitment,
        arrived_at=arrived, at=at, ends_at=ends, previous=link.previous, hash=link.hash,
    )  # fmt: skip
    answer = Answer.objects.create(entry=entry, key=key, fen=fen, commitment=commitment, at=at, bid=kept)
    told = {"seq": link.seq, "bidder": pseudonym(entry.number), "fen": fen, "hash": link.hash, "ends_at": link.ends_at}
    record(verb="auction.bid", subject=("auction", row.pk), at=at, detail=told)
    announce("auction", live_name(row.pk), seq=link.seq)
    return answer


def _turned_down(entry: Entry, fen: Fen | None, commitment: str, key: str, at: datetime, why: BidRefusal) -> Answer:
    return Answer.objects.create(entry=entry, key=key, fen=fen, commitment=commitment, at=at, refused=why.value)


def _earlier(entry: Entry, fen: Fen | None, commitment: str, key: str) -> Answer | None:
    """The answer that was given to this key before. Raises Refusal `key-used` where it asked something else."""
    found = Answer.objects.select_related("bid").filter(entry=entry, key=key).first()
    if found is not None and (found.fen, found.commitment) != (fen, commitment):
        raise Refusal("key-used", status=422, where="key", zh="该幂等键已用于另一笔出价。",
                      en="This key was used for another bid.")  # fmt: skip
    return found


def _moments() -> tuple[datetime, datetime]:
    """When the transaction began, and now, by the house's clock."""
    with connection.cursor() as cursor:
        cursor.execute("select house_now(), house_clock()")
        arrived, at = cursor.fetchone()
    return arrived, at


def _take_floor(auction: int) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("select auctions_take_floor(%s)", [auction])
        at: datetime = cursor.fetchone()[0]
    return at


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

"""Tables of auctions (竞价): auctions, what the seller told alone, bidders, entries, deposits, the chain of bids."""

from django.db import models
from django.db.models import F, Q

from huilong.rooms.auctions.terms import (
    AuctionForm,
    AuctionOutcome,
    AuctionState,
    BidderKind,
    BidderState,
    BidderWhy,
    BidRefusal,
    CancelReason,
    DepositState,
)


def _word(among: type, length: int, **more: object) -> "models.CharField[str, str]":
    return models.CharField(max_length=length, choices=[(one.value, one.value) for one in among], **more)  # type: ignore[attr-defined, arg-type]


class Auction(models.Model):
    """An auction (竞价): what is agreed never changes; the floor (`ends_at` to `reached`) is moved by bids alone.

    `head`: hash of the last bid, at first that of what was agreed. `leader` and `winner`: pseudonyms.
    """

    title = models.CharField(max_length=120)
    form = _word(AuctionForm, 8)
    terms = models.JSONField()
    state = _word(AuctionState, 10, default=AuctionState.LIVE.value)
    opens_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    bids = models.IntegerField(default=0)
    head = models.CharField(max_length=64)
    price_fen = models.BigIntegerField(null=True)
    leader = models.SmallIntegerField(null=True)
    last_at = models.DateTimeField(null=True)
    reached = models.BooleanField(default=False)
    has_reserve = models.BooleanField(default=False)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = _word(AuctionOutcome, 16, blank=True, default="")
    winner = models.SmallIntegerField(null=True)
    sold_fen = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    defaulted_at = models.DateTimeField(null=True)
    to_second = models.BooleanField(default=False)
    cancelled_why = _word(CancelReason, 16, blank=True, default="")

    class Meta:
        db_table = "auctions_auction"
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("opens_at")), name="auctions_ends_after_it_opens"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(state="closed") & Q(outcome="", winner=None, sold_fen=None),
                name="auctions_closed_says_what_came",
            ),
            models.CheckConstraint(
                condition=Q(outcome="sold", winner__isnull=False, sold_fen__isnull=False)
                | ~Q(outcome="sold") & Q(winner=None, sold_fen=None),
                name="auctions_sold_to_somebody",
            ),
            models.CheckConstraint(condition=~Q(approved_by=F("made_by")), name="auctions_approved_by_another"),
            models.CheckConstraint(
                condition=Q(state="cancelled", bids=0) & ~Q(cancelled_why="")
                | Q(state="cancelled", cancelled_why__in=["redeemed", "hold"]) | ~Q(state="cancelled"),
                name="auctions_cancelled_before_a_bid",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "ends_at"], name="auctions_by_end"),
            models.Index(fields=["-opens_at", "-id"], name="auctions_newest"),
        ]


class Mandate(models.Model):
    """What the seller told alone (委托): the subject, the reserve, who may not bid, the law's permission."""

    auction = models.OneToOneField(Auction, primary_key=True, on_delete=models.PROTECT, related_name="mandate")
    subject = models.CharField(max_length=60)
    reserve_fen = models.BigIntegerField(default=0)
    barred = models.JSONField(default=dict)
    told = models.JSONField(default=dict)
    verdict = models.BigIntegerField(null=True)
    over = models.BooleanField(default=False)

    class Meta:
        db_table = "auctions_mandate"
        constraints = [
            models.UniqueConstraint(fields=["subject"], condition=Q(over=False), name="auctions_one_live_a_subject")
        ]


class Bidder(models.Model):
    """Somebody who asked to bid (竞买人): a user of the role; `identity`: digest of card or licence."""

    user = models.OneToOneField("people.User", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    firm = models.CharField(max_length=120)
    kind = _word(BidderKind, 8)
    identity = models.CharField(max_length=32)
    state = _word(BidderState, 10, default=BidderState.ASKED.value)
    asked_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    why = _word(BidderWhy, 16, blank=True, default="")

    class Meta:
        db_table = "auctions_bidder"
        constraints = [
            models.UniqueConstraint(
                fields=["identity"], condition=Q(state="approved"), name="auctions_one_bidder_an_identity"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by=None, decided_at=None, why="")
                | ~Q(state="asked") & Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(why=""),
                name="auctions_bidder_decided_says_who_and_why",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="auctions_bidders_by_state")]


class Entry(models.Model):
    """A bidder in an auction (参拍登记) under a pseudonym, `number`, which the database deals."""

    auction = models.ForeignKey(Auction, on_delete=models.PROTECT, related_name="entries", db_index=False)
    bidder = models.ForeignKey(Bidder, on_delete=models.PROTECT, related_name="entries")
    number = models.SmallIntegerField()
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "auctions_entry"
        constraints = [
            models.UniqueConstraint(fields=["auction", "bidder"], name="auctions_enters_once"),
            models.UniqueConstraint(fields=["auction", "number"], name="auctions_one_pseudonym"),
        ]


class Deposit(models.Model):
    """The deposit of an entry (保证金): money of the bidder's in trust until it is refunded, counted or forfeited."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="deposit")
    fen = models.BigIntegerField()
    reference = models.CharField(max_length=60)
    paid_on = models.DateField()
    state = _word(DepositState, 10, default=DepositState.HELD.value)
    taken_by = models.BigIntegerField()
    taken_at = models.DateTimeField()
    ended_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "auctions_deposit"
        constraints = [
            models.CheckConstraint(condition=Q(fen__gt=0), name="auctions_deposit_is_money"),
            models.UniqueConstraint(fields=["reference"], name="auctions_one_deposit_a_reference"),
            models.CheckConstraint(
                condition=Q(state="held", ended_by=None, ended_at=None)
                | ~Q(state="held") & Q(ended_by__isnull=False, ended_at__isnull=False),
                name="auctions_deposit_ends_by_somebody",
            ),
        ]


class Bid(models.Model):
    """One bid of the chain (出价): appended, in the order of commits, by the database's clock; see `bid_chain`."""

    auction = models.ForeignKey(Auction, on_delete=models.PROTECT, related_name="+", db_index=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    seq = models.IntegerField()
    number = models.SmallIntegerField()
    fen = models.BigIntegerField(null=True)
    commitment = models.CharField(max_length=64, blank=True, default="")
    arrived_at = models.DateTimeField()
    at = models.DateTimeField()
    ends_at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "auctions_bid"
        constraints = [
            models.UniqueConstraint(fields=["auction", "seq"], name="auctions_one_bid_a_place"),
            models.CheckConstraint(
                condition=Q(fen__gt=0, commitment="") | Q(fen=None) & ~Q(commitment=""),
                name="auctions_bid_open_or_sealed",
            ),
        ]


class Answer(models.Model):
    """What was answered to a bid (出价回执): its place, or why it was not taken; the same key gets the same answer."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=40)
    fen = models.BigIntegerField(null=True)
    commitment = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField()
    refused = _word(BidRefusal, 16, blank=True, default="")
    bid = models.OneToOneField(Bid, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "auctions_answer"
        constraints = [
            models.UniqueConstraint(fields=["entry", "key"], name="auctions_one_answer_a_key"),
            models.CheckConstraint(
                condition=Q(refused="", bid__isnull=False) | ~Q(refused="") & Q(bid=None),
                name="auctions_answer_is_one",
            ),
        ]
        indexes = [models.Index(fields=["entry", "-at"], name="auctions_answers_of_entry")]


class Opening(models.Model):
    """A sealed bid opened by who made it (开标): the amount and the secret that its commitment was made of."""

    bid = models.OneToOneField(Bid, primary_key=True, on_delete=models.PROTECT, related_name="opening")
    fen = models.BigIntegerField()
    secret = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        db_table = "auctions_opening"
        constraints = [models.CheckConstraint(condition=Q(fen__gt=0), name="auctions_opened_to_money")]

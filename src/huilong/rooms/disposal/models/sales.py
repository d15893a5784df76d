"""Tables of sales (变卖): prices decided on, each try to sell, offers, papers, files to and from venues."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from huilong.rooms.disposal.terms import PlanState, SaleEnd, SaleState, TransferPaper, VenueKind

WITH_PRICE = ["agreed", "paid", "delivered", "undone"]


class Plan(models.Model):
    """A reserve price and a venue (定价方案): what it rests on is kept with it. Decided once, never by who asked."""

    stock = models.ForeignKey("disposal.Stock", on_delete=models.PROTECT, related_name="+", db_index=False)
    round = models.SmallIntegerField()
    venue = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=[(one, one) for one in VenueKind])
    reserve_fen = models.BigIntegerField()
    low_fen = models.BigIntegerField()
    high_fen = models.BigIntegerField()
    reference_fen = models.BigIntegerField()
    valuation_fen = models.BigIntegerField()
    valuation_on = models.DateField()
    net_fen = models.BigIntegerField()
    rests_on = models.JSONField()
    needs_manager = models.BooleanField()
    state = models.CharField(max_length=8, default=PlanState.ASKED, choices=[(one, one) for one in PlanState])
    verdicts = ArrayField(models.BigIntegerField(), default=list)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "disposal_plan"
        constraints = [
            models.UniqueConstraint(
                fields=["stock"], condition=Q(state__in=["asked", "approved"]), name="disposal_one_price_at_a_time"
            ),
            models.CheckConstraint(condition=Q(reserve_fen__gt=0), name="disposal_a_reserve_is_above_zero"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("made_by")), name="disposal_price_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(needs_manager=False) | ~Q(state="approved") | Q(decided_by__isnull=False),
                name="disposal_below_the_band_a_manager_agreed",
            ),
        ]


class Sale(models.Model):
    """One try to sell a vehicle (变卖): one live one a vehicle. Who bought is sealed; `buyer_key` names no person."""

    stock = models.ForeignKey("disposal.Stock", on_delete=models.PROTECT, related_name="+", db_index=False)
    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=SaleState.OPEN, choices=[(one, one) for one in SaleState])
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()
    auction = models.BigIntegerField(null=True)
    buyer_key = models.CharField(max_length=60, blank=True, default="")
    key_id = models.BigIntegerField(null=True)
    buyer = models.BinaryField(default=b"")
    price_fen = models.BigIntegerField(null=True)
    fee_fen = models.BigIntegerField(default=0)
    agreed_at = models.DateTimeField(null=True)
    pay_by = models.DateField(null=True)
    paid_at = models.DateTimeField(null=True)
    paid_by = models.BigIntegerField(null=True)
    reference = models.CharField(max_length=64, blank=True, default="")
    delivered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=14, blank=True, default="", choices=[(one, one) for one in SaleEnd])
    verdicts = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        db_table = "disposal_sale"
        constraints = [
            models.UniqueConstraint(
                fields=["stock"], condition=Q(state__in=["open", "agreed", "paid", "delivered"]),
                name="disposal_one_live_sale",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=WITH_PRICE) | Q(price_fen__gt=0, agreed_at__isnull=False),
                name="disposal_sold_says_for_how_much",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["failed", "stopped", "undone"], ended_at__isnull=False) & ~Q(why="")
                | Q(state__in=["open", "agreed", "paid", "delivered"], ended_at=None, why=""),
                name="disposal_ended_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["stock", "-id"], name="disposal_sales_of_stock"),
            models.Index(fields=["auction"], condition=~Q(auction=None), name="disposal_sale_of_auction"),
        ]


class Offer(models.Model):
    """An offer in a direct sale (报价), appended; who offers is sealed. An insider's is kept and never taken."""

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="+")
    key_id = models.BigIntegerField(null=True)
    buyer = models.BinaryField()
    buyer_key = models.CharField(max_length=60)
    fen = models.BigIntegerField()
    on = models.DateField()
    insider = models.BooleanField(default=False)
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "disposal_offer"
        constraints = [
            models.UniqueConstraint(fields=["sale", "buyer_key"], name="disposal_one_offer_a_buyer"),
            models.CheckConstraint(condition=Q(fen__gt=0), name="disposal_an_offer_is_above_zero"),
        ]


class SalePaper(models.Model):
    """A paper that brings the vehicle to its buyer (过户资料): which file of the case it is."""

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=26, choices=[(one, one) for one in TransferPaper])
    file_id = models.BigIntegerField()
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "disposal_sale_paper"
        constraints = [models.UniqueConstraint(fields=["sale", "kind"], name="disposal_a_paper_once")]


class VenueFile(models.Model):
    """A file that went to a venue or came back from one (渠道文件), by its SHA-256: the same one changes nothing."""

    venue = models.CharField(max_length=40)
    inward = models.BooleanField()
    sha256 = models.CharField(max_length=64)
    rows = models.IntegerField()
    result = models.JSONField(default=list)
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "disposal_venue_file"
        constraints = [
            models.UniqueConstraint(fields=["venue", "inward", "sha256"], name="disposal_a_venue_file_once")
        ]

"""Tables of stock (库存): a vehicle for sale, its history, what holds it, how it is, what it is worth and cost."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from huilong.rooms.disposal.terms import (
    CarGrade,
    CostKind,
    HoldKind,
    RightKind,
    StockState,
    StockVerb,
    ValuationMethod,
    ValuationSource,
)


class Stock(models.Model):
    """A recovered vehicle handed over for sale (库存车辆), one an order at a time.

    `told`: facts of the law that the clerk vouches for. `reserve_fen` to `cost_fen` are for the list: as last priced,
    as of the last change or night. `taken_on`: the day it was taken.
    """

    order = models.ForeignKey("repossession.Order", on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    loan_id = models.CharField(max_length=64)
    product = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default=StockState.STOCKED, choices=[(one, one) for one in StockState])
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=60)
    taken_on = models.DateField()
    told = models.JSONField(default=dict)
    reserve_fen = models.BigIntegerField(null=True)
    value_fen = models.BigIntegerField(null=True)
    held = ArrayField(models.CharField(max_length=10), default=list)
    late = ArrayField(models.CharField(max_length=20), default=list)
    cost_fen = models.BigIntegerField(default=0)
    looked_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "disposal_stock"
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=~Q(state="withdrawn"), name="disposal_an_order_is_in_stock_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) & Q(state__in=["stocked", "on_sale", "sold"])
                | Q(ended_at__isnull=False) & Q(state__in=["settled", "withdrawn"]),
                name="disposal_out_of_stock_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="disposal_of_case"),
            models.Index(fields=["state", "entered_at"], name="disposal_by_state"),
        ]


class Step(models.Model):
    """One line of a vehicle's history in stock (处置历史), appended and never changed: a trigger sees to it."""

    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="steps", db_index=False)
    verb = models.CharField(max_length=10, choices=[(one, one) for one in StockVerb])
    at = models.DateTimeField()
    who = models.CharField(max_length=60)
    detail = models.JSONField(default=dict)

    class Meta:
        db_table = "disposal_step"
        indexes = [models.Index(fields=["stock", "id"], name="disposal_steps_of_stock")]


class Hold(models.Model):
    """What somebody says holds a sale up (暂缓处置). Only its end is added, by another person than who set it."""

    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=[(one, one) for one in HoldKind])
    since = models.DateField()
    set_by = models.BigIntegerField()
    set_at = models.DateTimeField()
    ended_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "disposal_hold"
        constraints = [
            models.UniqueConstraint(
                fields=["stock", "kind"], condition=Q(ended_at=None), name="disposal_one_hold_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False) & ~Q(ended_by=F("set_by")),
                name="disposal_freed_by_another",
            ),
        ]


class Report(models.Model):
    """A condition report (车况报告), appended. `files`: photos and papers among the files of the case."""

    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.BigIntegerField()
    grade = models.CharField(max_length=5, choices=[(one, one) for one in CarGrade])
    runs = models.BooleanField()
    mileage_km = models.IntegerField()
    keys = models.SmallIntegerField()
    certificate = models.BooleanField()
    defects = ArrayField(models.CharField(max_length=24), default=list)
    files = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        db_table = "disposal_report"


class Appraisal(models.Model):
    """A valuation with its evidence (估值), appended: never the last word, only one more."""

    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=12, choices=[(one, one) for one in ValuationSource])
    method = models.CharField(max_length=16, choices=[(one, one) for one in ValuationMethod])
    amount_fen = models.BigIntegerField()
    low_fen = models.BigIntegerField()
    high_fen = models.BigIntegerField()
    on = models.DateField()
    independent = models.BooleanField(default=False)
    firm = models.CharField(max_length=80, blank=True, default="")
    count = models.IntegerField(default=0)
    file_id = models.BigIntegerField(null=True)
    known_at = models.DateTimeField()
    known_by = models.BigIntegerField()

    class Meta:
        db_table = "disposal_appraisal"
        constraints = [
            models.CheckConstraint(
                condition=Q(low_fen__gt=0, amount_fen__gte=F("low_fen"), high_fen__gte=F("amount_fen")),
                name="disposal_a_value_lies_in_its_range",
            ),
            models.CheckConstraint(
                condition=Q(independent=False) | Q(file_id__isnull=False) & ~Q(firm=""),
                name="disposal_independent_says_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["stock", "-on"], name="disposal_appraisals")]


class Cost(models.Model):
    """A cost of the sale, or the voucher of a charge of the recovery (处置费用), appended.

    `subject`: `charge:17` of the recovery or `cost:3` where this is the voucher of one noted before, else "".
    `file_id`: the voucher, among the files of the case.
    """

    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=[(one, one) for one in CostKind])
    subject = models.CharField(max_length=40, blank=True, default="")
    fen = models.BigIntegerField()
    on = models.DateField()
    file_id = models.BigIntegerField(null=True)
    by = models.BigIntegerField()
    at = models.DateTimeField()
    verdict = models.BigIntegerField(null=True)

    class Meta:
        db_table = "disposal_cost"
        constraints = [
            models.CheckConstraint(condition=Q(fen__gt=0), name="disposal_a_cost_is_above_zero"),
            models.UniqueConstraint(
                fields=["stock", "subject"], condition=~Q(subject=""), name="disposal_one_voucher_a_charge"
            ),
        ]


class Claim(models.Model):
    """What another creditor claims of the vehicle (其他债权), appended; a paper of the case shows it.

    `name` is sealed where it is a person's: here stands a firm's name, or the court's number.
    """

    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=16, choices=[(one, one) for one in RightKind])
    registered_on = models.DateField(null=True)
    delivered_on = models.DateField(null=True)
    fen = models.BigIntegerField()
    demanded = models.BooleanField(default=True)
    file_id = models.BigIntegerField()
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "disposal_claim"
        constraints = [models.CheckConstraint(condition=Q(fen__gt=0), name="disposal_a_claim_is_above_zero")]

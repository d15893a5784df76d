"""Tables of orders (收车单): the order, its history, its way up, what it rests on, its notices."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from huilong.rooms.people.terms import Role
from huilong.rooms.relief.terms import StepDecision
from huilong.rooms.repossession.terms import (
    LIVE,
    ApprovalReason,
    BasisKind,
    NoticeKind,
    OrderState,
    OrderVerb,
    SecurityKind,
)


class Order(models.Model):
    """An order to recover one vehicle (收车单). It gives nobody a right to take it: an authority does.

    One live order a VIN, across all organisations: the database sees to it. `stop_fen`: what may stay past due on the
    car's loan and still stop the recovery. `told`: facts of the law that the asker vouches for. `crew` and `agent`: who
    was sent, and who stands for it at the car.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    vehicle = models.ForeignKey("collateral.Vehicle", on_delete=models.PROTECT, related_name="+", db_index=False)
    vin = models.CharField(max_length=17)
    loan_id = models.CharField(max_length=64, default="")
    basis = models.CharField(max_length=10, choices=[(one.value, one.value) for one in BasisKind])
    security = models.CharField(
        max_length=20, default=SecurityKind.MORTGAGE, choices=[(one.value, one.value) for one in SecurityKind]
    )
    state = models.CharField(
        max_length=12, default=OrderState.REQUESTED, choices=[(one.value, one.value) for one in OrderState]
    )
    waits_for = models.CharField(max_length=24, blank=True, default="")
    stop_fen = models.BigIntegerField(default=0)
    told = models.JSONField(default=dict)
    verdicts = ArrayField(models.BigIntegerField(), default=list)
    crew = models.ForeignKey(
        "repossession.Crew", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    agent = models.BigIntegerField(null=True)
    price_fen = models.BigIntegerField(null=True)
    asked_by = models.BigIntegerField()
    asked_role = models.CharField(max_length=24, default="")
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "repossession_order"
        constraints = [
            models.UniqueConstraint(
                fields=["vin"], condition=Q(state__in=[one.value for one in LIVE]),
                name="repossession_one_live_order_a_vin",
            ),
            models.CheckConstraint(condition=Q(stop_fen__gte=0), name="repossession_stop_amount"),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="repossession_of_case"),
            models.Index(fields=["state", "id"], name="repossession_by_state"),
            models.Index(fields=["loan_id"], name="repossession_of_loan"),
            models.Index(fields=["crew"], condition=~Q(crew=None), name="repossession_of_crew"),
        ]


class OrderStep(models.Model):
    """One line of an order's history (收车历史), appended and never changed: a trigger sees to it.

    `at` is when it happened, `entered_at` when we learned of it; `late` where the two are apart. The numbers of steps
    of one order are in the order in which their transactions held the order's lock.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="steps", db_index=False)
    verb = models.CharField(max_length=10, choices=[(one.value, one.value) for one in OrderVerb])
    state = models.CharField(max_length=12, choices=[(one.value, one.value) for one in OrderState])
    at = models.DateTimeField()
    entered_at = models.DateTimeField(db_default=Now())
    late = models.BooleanField(default=False)
    who = models.CharField(max_length=60)
    detail = models.JSONField(default=dict)

    class Meta:
        db_table = "repossession_order_step"
        indexes = [models.Index(fields=["order", "id"], name="repossession_steps_of_order")]


class Approval(models.Model):
    """One step of an order's way up (收车审批步骤): decided once, each by another person, never by who asked."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="approvals", db_index=False)
    place = models.SmallIntegerField()
    role = models.CharField(max_length=24, choices=[(one.value, one.value) for one in Role])
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(
        max_length=10, blank=True, default="", choices=[(one.value, one.value) for one in StepDecision]
    )
    why = models.CharField(
        max_length=16, blank=True, default="", choices=[(one.value, one.value) for one in ApprovalReason]
    )

    class Meta:
        db_table = "repossession_approval"
        constraints = [
            models.UniqueConstraint(fields=["order", "place"], name="repossession_one_step_a_place"),
            models.UniqueConstraint(fields=["order", "decided_by"], name="repossession_each_step_another"),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, decision="", why="")
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision="") & ~Q(why=""),
                name="repossession_decided_says_who_why",
            ),
        ]


class Ground(models.Model):
    """What a taking rests on (收车依据): a handover signed that day, or a court's paper. The newest of its kind counts.

    `files`: keys of the case's files by what they show: of a handover `paper`, `identity`, `video`, `inventory`; of a
    court `paper`. `on`: the day it was signed or issued; `until`: the last day of a court's paper.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="grounds", db_index=False)
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in BasisKind])
    on = models.DateField()
    until = models.DateField(null=True)
    court = models.CharField(max_length=80, blank=True, default="")
    paper = models.CharField(max_length=80, blank=True, default="")
    files = models.JSONField(default=dict)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=60)

    class Meta:
        db_table = "repossession_ground"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="handover", until=None, court="")
                | Q(kind="court", until__isnull=False) & ~Q(court="") & ~Q(paper=""),
                name="repossession_ground_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("on")), name="repossession_ground_period"
            ),
        ]
        indexes = [models.Index(fields=["order", "-id"], name="repossession_grounds_of_order")]


class Notice(models.Model):
    """A statutory notice and its delivery (法定通知): the same one is not sent to the same person twice.

    It hangs on the case and the loan: a demand comes before there is an order.
    `proof`: `message:<uuid>` of the outbox, `file:<key>` of the case, or the number of a registered letter.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    loan_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in NoticeKind])
    person = models.BigIntegerField(default=0)
    channel = models.CharField(max_length=12)
    sent_on = models.DateField()
    delivered_on = models.DateField(null=True)
    proof = models.CharField(max_length=80)
    entered_by = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "repossession_notice"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "loan_id", "kind", "person", "channel"], name="repossession_a_notice_once"
            ),
            models.CheckConstraint(
                condition=Q(delivered_on=None) | Q(delivered_on__gte=models.F("sent_on")),
                name="repossession_notice_days",
            ),
            models.CheckConstraint(condition=~Q(proof=""), name="repossession_notice_has_proof"),
        ]

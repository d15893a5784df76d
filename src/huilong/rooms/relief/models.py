"""Tables of relief (减免): offers, the way up of each, and the facts that wait for the book."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from huilong.rooms.people.terms import Role
from huilong.rooms.relief.terms import DecisionReason, OfferState, PostingKind, ReliefKind, StepDecision

AGREED = ["accepted", "active"]
ACCEPTED_ONCE = ["accepted", "active", "kept", "broken"]


class Offer(models.Model):
    """An offer of relief on one loan (减免方案). What is offered never changes; `state` moves forward only.

    `terms`, `effect` and `dues` are plain figures, nothing personal. `waits_for`: the role whose decision is next.
    `version`: of the schedule it puts in force. `before_fen`: money of the day it was agreed that it already knew.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    loan_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=[(one.value, one.value) for one in ReliefKind])
    terms = models.JSONField()
    effect = models.JSONField()
    dues = models.JSONField(default=list)
    watched = models.SmallIntegerField(default=0)
    state = models.CharField(
        max_length=10, default=OfferState.DRAFT, choices=[(one.value, one.value) for one in OfferState]
    )
    waits_for = models.CharField(max_length=24, blank=True, default="")
    verdicts = ArrayField(models.BigIntegerField(), default=list)
    made_by = models.BigIntegerField()
    made_role = models.CharField(max_length=24, choices=[(one.value, one.value) for one in Role])
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.BigIntegerField(null=True)
    agreed_on = models.DateField(null=True)
    prior_version = models.IntegerField(default=0)
    version = models.IntegerField(null=True)
    before_fen = models.BigIntegerField(default=0)
    file_id = models.BigIntegerField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        db_table = "relief_offer"
        constraints = [
            models.UniqueConstraint(
                fields=["loan_id"], condition=Q(state__in=AGREED), name="relief_one_agreed_offer_a_loan"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None, agreed_on=None) & ~Q(state__in=ACCEPTED_ONCE)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, agreed_on__isnull=False)
                & Q(state__in=ACCEPTED_ONCE),
                name="relief_agreed_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(waits_for="") & ~Q(state="asked") | Q(state="asked") & ~Q(waits_for=""),
                name="relief_asked_says_whom_it_waits_for",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="relief_offers_of_case"),
            models.Index(fields=["waits_for", "expires_at"], condition=Q(state="asked"), name="relief_offers_waiting"),
            models.Index(fields=["state", "id"], name="relief_offers_by_state"),
        ]


class OfferStep(models.Model):
    """One step of an offer's way up (审批步骤): whose decision, made by whom and why. Decided once."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="steps", db_index=False)
    place = models.SmallIntegerField()
    role = models.CharField(max_length=24, choices=[(one.value, one.value) for one in Role])
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(
        max_length=10, blank=True, default="", choices=[(one.value, one.value) for one in StepDecision]
    )
    why = models.CharField(
        max_length=16, blank=True, default="", choices=[(one.value, one.value) for one in DecisionReason]
    )

    class Meta:
        db_table = "relief_offer_step"
        constraints = [
            models.UniqueConstraint(fields=["offer", "place"], name="relief_one_step_a_place"),
            models.UniqueConstraint(fields=["offer", "decided_by"], name="relief_each_step_another_person"),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, decision="", why="")
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision="") & ~Q(why=""),
                name="relief_decided_says_who_and_why",
            ),
        ]


class Posting(models.Model):
    """A fact that relief gives to the book (减免入账). Appended; its number makes its id there, `RELIEF-<n>`.

    `taken_commit` names the commit of the book that holds it; null: the night of `known_on` takes it.
    """

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="postings", db_index=False)
    loan_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=[(one.value, one.value) for one in PostingKind])
    told = models.JSONField()
    known_on = models.DateField()
    taken_commit = models.CharField(max_length=64, null=True)
    taken_on = models.DateField(null=True)

    class Meta:
        db_table = "relief_posting"
        indexes = [
            models.Index(fields=["offer", "id"], name="relief_postings_of_offer"),
            models.Index(fields=["known_on", "id"], condition=Q(taken_commit=None), name="relief_postings_waiting"),
        ]

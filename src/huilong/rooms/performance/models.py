"""Tables of performance (目标与分派): targets and parts, what people can do, allocations, plans of a day."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from huilong.rooms.performance.terms import (
    AllocationReason,
    AllocationState,
    LeaveKind,
    PlanStanding,
    Seniority,
    TargetScope,
    TargetSource,
    TargetState,
)
from huilong.rooms.strategy.terms import TreatmentChannel


class Target(models.Model):
    """What is to come in within a month (月目标). What was set never changes; another one replaces it.

    `scope` says which of `team` and `person` are named. `approval`: the request of a second person.
    """

    month = models.DateField()
    scope = models.CharField(max_length=12, choices=[(one.value, one.value) for one in TargetScope])
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey("people.Team", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    fen = models.BigIntegerField()
    source = models.CharField(max_length=8, choices=[(one.value, one.value) for one in TargetSource])
    state = models.CharField(
        max_length=8, default=TargetState.ASKED, choices=[(one.value, one.value) for one in TargetState]
    )
    set_by = models.BigIntegerField()
    set_at = models.DateTimeField()
    approval = models.BigIntegerField(null=True)
    in_force_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "performance_target"
        constraints = [
            models.CheckConstraint(condition=Q(fen__gt=0), name="performance_target_is_positive"),
            models.CheckConstraint(
                condition=Q(scope="organisation", team=None, person=None)
                | Q(scope="team", team__isnull=False, person=None) | Q(scope="person", person__isnull=False),
                name="performance_target_names_its_scope",
            ),
            models.UniqueConstraint(
                fields=["month", "organisation", "team", "person"], condition=Q(state="in_force"),
                nulls_distinct=False, name="performance_one_target_in_force",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["month", "state"], name="performance_targets_of_month")]


class TargetPart(models.Model):
    """What of a target falls to somebody on a day (目标分解); made anew when the target is broken down again."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="parts", db_index=False)
    on = models.DateField()
    person = models.BigIntegerField(null=True)
    team = models.BigIntegerField(null=True)
    fen = models.BigIntegerField()
    cases = models.IntegerField(default=0)

    class Meta:
        db_table = "performance_target_part"
        constraints = [
            models.UniqueConstraint(
                fields=["target", "on", "person", "team"], nulls_distinct=False, name="performance_one_part_a_day"
            ),
            models.CheckConstraint(condition=Q(fen__gte=0, cases__gte=0), name="performance_part_not_negative"),
        ]
        indexes = [models.Index(fields=["person", "on"], name="performance_parts_of_person")]


class Reached(models.Model):
    """What came in on a case on a day, and who held it then (已回收); made again each night from the book."""

    on = models.DateField()
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.BigIntegerField(null=True)
    team = models.BigIntegerField(null=True)
    organisation = models.BigIntegerField(null=True)
    fen = models.BigIntegerField()
    receipts = models.IntegerField()

    class Meta:
        db_table = "performance_reached"
        constraints = [
            models.UniqueConstraint(
                fields=["on", "case"], name="performance_one_sum_a_case_a_day"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["person", "on"], name="performance_reached_by_person"),
            models.Index(fields=["case"], name="performance_reached_of_case"),
        ]


class WorkingFacts(models.Model):
    """What somebody is able to (能力资料): minutes a day, cases at most, skills, languages; `regions` empty: all."""

    user = models.OneToOneField("people.User", on_delete=models.PROTECT, related_name="+", primary_key=True)
    minutes_a_day = models.SmallIntegerField()
    most_cases = models.IntegerField()
    seniority = models.CharField(
        max_length=10, default=Seniority.REGULAR, choices=[(one.value, one.value) for one in Seniority]
    )
    skills = ArrayField(models.CharField(max_length=24), default=list)
    languages = ArrayField(models.CharField(max_length=24), default=list)
    regions = ArrayField(models.CharField(max_length=64), default=list)
    changed_by = models.BigIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "performance_working_facts"
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes_a_day__gte=0, minutes_a_day__lte=1440, most_cases__gte=0),
                name="performance_facts_fit_a_day",
            ),
        ]


class Leave(models.Model):
    """Days somebody is away (请假), both included; withdrawn, never deleted."""

    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in LeaveKind])
    first_on = models.DateField()
    last_on = models.DateField()
    noted_by = models.BigIntegerField()
    noted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "performance_leave"
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="performance_leave_period"),
        ]
        indexes = [models.Index(fields=["user", "last_on"], name="performance_leave_of_user")]


class Closure(models.Model):
    """A working day on which the house is closed (停业日)."""

    on = models.DateField(primary_key=True)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "performance_closure"


class Allocation(models.Model):
    """An allocation worked out (分派方案): what it looked at, how good it is at least, what became of it."""

    on = models.DateField()
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    state = models.CharField(
        max_length=8, default=AllocationState.PROPOSED, choices=[(one.value, one.value) for one in AllocationState]
    )
    fingerprint = models.CharField(max_length=64)
    cases = models.IntegerField()
    people = models.IntegerField()
    left_out = models.IntegerField()
    incumbent_fen = models.BigIntegerField()
    bound_fen = models.BigIntegerField()
    gap_ppm = models.IntegerField()
    seconds = models.FloatField()
    exact = models.BooleanField()
    figures = models.JSONField(default=dict)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "performance_allocation"
        constraints = [
            models.CheckConstraint(
                condition=Q(bound_fen__gte=F("incumbent_fen")), name="performance_bound_is_above"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "dropped"], accepted_at=None)
                | Q(state__in=["accepted", "undone"], accepted_at__isnull=False),
                name="performance_accepted_says_when",
            ),
        ]
        indexes = [models.Index(fields=["made_by", "-id"], name="performance_runs_of_one")]


class AllocationLine(models.Model):
    """One case of an allocation (分派明细): from whom to whom, what it brings there, why; never changed."""

    run = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="lines", db_index=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    before = models.BigIntegerField(null=True)
    after = models.BigIntegerField(null=True)
    value_fen = models.BigIntegerField()
    reason = models.CharField(max_length=12, choices=[(one.value, one.value) for one in AllocationReason])
    told = models.JSONField(default=dict)

    class Meta:
        db_table = "performance_allocation_line"
        constraints = [models.UniqueConstraint(fields=["run", "case"], name="performance_a_case_once_a_run")]
        indexes = [models.Index(fields=["run", "after"], name="performance_lines_by_person")]


class PlanLine(models.Model):
    """One act of somebody's day (日计划), made by the night: in which order, by which channel, how long, or why not.

    `offer_limit_ppm` and `look_on` are the treatment's; null where nobody decided about the case.
    """

    on = models.DateField()
    person = models.BigIntegerField()
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.IntegerField()
    reasons = ArrayField(models.CharField(max_length=20), default=list)
    minutes = models.SmallIntegerField()
    until_minute = models.IntegerField()
    worth_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in PlanStanding])
    channel = models.CharField(
        max_length=8, default=TreatmentChannel.CALL, choices=[(one.value, one.value) for one in TreatmentChannel]
    )
    offer_limit_ppm = models.IntegerField(null=True)
    look_on = models.DateField(null=True)

    class Meta:
        db_table = "performance_plan_line"
        constraints = [
            models.UniqueConstraint(fields=["on", "person", "case"], name="performance_a_case_once_a_day"),
        ]
        indexes = [
            models.Index(fields=["person", "on", "place"], name="performance_plan_of_person"),
            models.Index(fields=["case"], name="performance_plan_of_case"),
        ]

"""Tables of cases (案件). Only loans in collections are here; figures are those of the day `figures_on`."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from huilong.rooms.cases.terms import CaseEventKind, CaseState, DutyKind, FlagKind, PromiseState


class Figures(models.Model):
    """What is owed, in fen, as of `figures_on`; the same columns on a case and on each of its loans."""

    past_due_days = models.IntegerField()
    bucket = models.SmallIntegerField()
    oldest_due_on = models.DateField(null=True)
    delinquent_fen = models.BigIntegerField()
    overdue_principal_fen = models.BigIntegerField()
    overdue_interest_fen = models.BigIntegerField()
    overdue_fee_fen = models.BigIntegerField()
    overdue_penalty_fen = models.BigIntegerField()
    outstanding_principal_fen = models.BigIntegerField()
    last_receipt_on = models.DateField(null=True)
    figures_on = models.DateField()

    class Meta:
        abstract = True


class Case(Figures):
    """One borrower in collections (案件). A borrower has at most one open case."""

    number = models.CharField(max_length=16, unique=True)
    borrower = models.CharField(max_length=64)
    state = models.CharField(max_length=8, default=CaseState.OPEN)
    reason = models.CharField(max_length=16, blank=True, default="")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    entered_bucket = models.SmallIntegerField()
    product = models.CharField(max_length=64, blank=True, default="")
    region = models.CharField(max_length=64, blank=True, default="")
    city = models.CharField(max_length=64, blank=True, default="")
    vehicle = models.CharField(max_length=128, blank=True, default="")
    name_masked = models.CharField(max_length=64, blank=True, default="")
    name_sort = models.CharField(max_length=128, blank=True, default="")
    plate_masked = models.CharField(max_length=32, blank=True, default="")
    loans = models.SmallIntegerField()
    assigned_to = models.IntegerField(null=True)
    tags = ArrayField(models.CharField(max_length=32), default=list)
    people_missing = models.BooleanField(default=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "cases_case"
        constraints = [
            models.UniqueConstraint(
                fields=["borrower"], condition=Q(state="open"), name="cases_one_open_case_a_borrower"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_on=None, reason="")
                | (Q(state="closed", closed_on__isnull=False) & ~Q(reason="")),
                name="cases_closed_says_when_and_why",
            ),
        ]
        # What changes every night is indexed by the first four only. The night drops them, updates every case within
        # its half-filled page (HOT), and makes them anew: 8 times faster than keeping every index up to date.
        indexes = [
            models.Index(fields=["state", "past_due_days", "id"], name="cases_by_days"),
            models.Index(fields=["state", "delinquent_fen", "id"], name="cases_by_amount"),
            models.Index(fields=["state", "outstanding_principal_fen", "id"], name="cases_by_principal"),
            models.Index(fields=["state", "last_receipt_on", "id"], name="cases_by_receipt"),
            models.Index(fields=["state", "plate_masked", "id"], name="cases_by_plate"),
            models.Index(fields=["state", "name_sort", "id"], name="cases_by_name"),
            models.Index(fields=["state", "city", "id"], name="cases_by_city"),
            models.Index(fields=["borrower", "closed_on"], name="cases_by_borrower"),
            models.Index(fields=["opened_on", "id"], name="cases_by_opened"),
            models.Index(fields=["closed_on", "id"], condition=Q(state="closed"), name="cases_by_closed"),
        ]


class CaseLoan(Figures):
    """One loan of a case (案内借据); a loan is in at most one case while in collections (`left_on` null)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="case_loans", db_index=False)
    loan_id = models.CharField(max_length=64)
    loan = models.BigIntegerField()
    product = models.CharField(max_length=64, blank=True, default="")
    vehicle = models.CharField(max_length=128, blank=True, default="")
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    written_off = models.BooleanField(default=False)

    class Meta:
        db_table = "cases_case_loan"
        constraints = [
            models.UniqueConstraint(fields=["case", "loan"], name="cases_a_loan_once_a_case"),
            models.UniqueConstraint(fields=["loan"], condition=Q(left_on=None), name="cases_a_loan_in_one_case"),
        ]
        indexes = [models.Index(fields=["loan_id"], name="cases_loan_by_id")]


class Duty(models.Model):
    """Who holds a case for what, and in which period (职责). Sight of the case follows these rows, in the database.

    `since` and `until` may lie ahead: an agency loses sight the moment its `until` is reached, without anybody acting.
    `lapses_at`: sight and work end then by themselves, whoever of that organisation holds it by then; the case goes
    home with the night. It goes along when the case changes hands within the organisation.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="duties", db_index=False)
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in DutyKind])
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey("people.Team", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    lapses_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=12, blank=True, default="")
    given_by = models.CharField(max_length=60)

    class Meta:
        db_table = "cases_duty"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(until=None), name="cases_one_holder_a_kind"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("since")), name="cases_duty_period"),
            models.CheckConstraint(condition=Q(until=None, ended="") | Q(until__isnull=False) & ~Q(ended=""),
                                   name="cases_duty_ends_with_a_reason"),
        ]
        indexes = [
            models.Index(fields=["user", "case"], condition=~Q(user=None), name="cases_duty_of_user"),
            models.Index(fields=["team", "case"], condition=~Q(team=None), name="cases_duty_of_team"),
            models.Index(fields=["organisation", "case"], name="cases_duty_of_organisation"),
            models.Index(fields=["case", "-since"], name="cases_duty_of_case"),
            models.Index(
                fields=["lapses_at"], condition=Q(until=None, lapses_at__isnull=False), name="cases_duty_to_lapse"
            ),
        ]


class CaseEvent(models.Model):
    """One line of a case's history (案件历史), appended and never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", db_index=False)
    on = models.DateField()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in CaseEventKind])
    from_bucket = models.SmallIntegerField(null=True)
    to_bucket = models.SmallIntegerField(null=True)
    why = models.CharField(max_length=32)
    params = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "cases_case_event"
        indexes = [
            models.Index(fields=["case", "id"], name="cases_event_by_case"),
            models.Index(fields=["on", "kind"], name="cases_event_by_day"),
        ]


class Flag(models.Model):
    """A circumstance of a borrower (特殊情形), with evidence and an end, read by the law. Ended, never edited.

    `person` names one of the case's people where it concerns only that one; `detail` holds what is not personal: the
    channels of a hold, the hours agreed. `note` is sealed under `key`.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="flags", db_index=False)
    kind = models.CharField(max_length=20, choices=[(one.value, one.value) for one in FlagKind])
    since = models.DateField()
    until = models.DateField(null=True)
    person = models.BigIntegerField(null=True)
    evidence = models.CharField(max_length=80, blank=True, default="")
    detail = models.JSONField(default=dict)
    note = models.BinaryField(default=b"")
    key = models.ForeignKey("vault.DataKey", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    set_by = models.CharField(max_length=60)
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True, default="")
    ended_why = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        db_table = "cases_flag"
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("since")), name="cases_flag_period"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="", ended_why="")
                | Q(ended_at__isnull=False) & ~Q(ended_by="") & ~Q(ended_why=""),
                name="cases_flag_ends_with_who_and_why",
            ),
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(ended_at=None), name="cases_flags_of_case"),
            models.Index(fields=["case", "-id"], name="cases_flags_ever"),
        ]


class Promise(models.Model):
    """A promise to pay (承诺还款). What was promised never changes; `state` and `kept_fen` are what receipts made of it
    as judged for `judged_on`: a figure like those of a case, made again from the facts whenever asked."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="promises", db_index=False)
    loan_id = models.CharField(max_length=64, blank=True, default="")
    amount_fen = models.BigIntegerField()
    due_on = models.DateField()
    channel = models.CharField(max_length=12)
    person = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=60, blank=True, default="")
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    state = models.CharField(
        max_length=12, default=PromiseState.OPEN, choices=[(one.value, one.value) for one in PromiseState]
    )
    kept_fen = models.BigIntegerField(default=0)
    judged_on = models.DateField(null=True)

    class Meta:
        db_table = "cases_promise"
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0, kept_fen__gte=0), name="cases_promise_amount"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) & ~Q(state="withdrawn")
                | Q(withdrawn_at__isnull=False, state="withdrawn"),
                name="cases_promise_withdrawn_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="cases_promises_of_case"),
            models.Index(fields=["due_on", "case"], condition=Q(state="open"), name="cases_promises_open"),
            models.Index(fields=["state", "due_on"], name="cases_promises_by_day"),
            models.Index(fields=["made_at"], name="cases_promises_by_made"),
        ]


class Place(models.Model):
    """Where an open case stands in the queue of whoever holds it (排队), and why; made by the night, moved by each act.

    `user` null: it waits for anybody of the team. `not_before`: it is not handed out earlier.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="place")
    team = models.IntegerField(null=True)
    user = models.IntegerField(null=True)
    rank = models.IntegerField()
    why = ArrayField(models.CharField(max_length=20), default=list)
    not_before = models.DateTimeField(null=True)
    worked_on = models.DateField(null=True)
    ranked_on = models.DateField()

    class Meta:
        db_table = "cases_place"
        indexes = [
            models.Index(fields=["user", "-rank", "case"], name="cases_queue_of_user"),
            models.Index(fields=["team", "-rank", "case"], condition=Q(user=None), name="cases_queue_of_team"),
        ]


class Opening(models.Model):
    """Who has a case open on the desk (正在处理): one at a time, let go when left or not seen for a while."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="opening")
    user = models.IntegerField()
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "cases_opening"
        indexes = [models.Index(fields=["user"], name="cases_openings_of_user")]

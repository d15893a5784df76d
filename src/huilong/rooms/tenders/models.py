"""Tables of tenders (招标): what is published, what is asked, what is sealed and opened, how it was judged and split.

Nothing published changes and nothing sealed changes: triggers see to it, by the database's own clock
(`migrations/0002_scope.py`). No table holds a price before its bidder opened it after closing.
"""

from django.db import models
from django.db.models import Q

from huilong.rooms.tenders.terms import BondMove

HEX64 = r"^[0-9a-f]{64}$"


class Tender(models.Model):
    """A tender (招标). `rules`, `strata` and times are fixed from publication on; `seed_mark` commits to the draw."""

    number = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=120)
    trade = models.CharField(max_length=24)
    rules = models.JSONField()
    terms = models.JSONField(default=dict)
    strata = models.JSONField(default=list)
    cases = models.IntegerField()
    fen = models.BigIntegerField()
    tier = models.SmallIntegerField()
    entry_on = models.DateField()
    exit_on = models.DateField()
    seed_mark = models.CharField(max_length=64)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    questions_until = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    reveals_until = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "tenders_tender"
        constraints = [
            models.CheckConstraint(condition=Q(seed_mark__regex=HEX64), name="tenders_seed_committed"),
            models.CheckConstraint(condition=Q(exit_on__gt=models.F("entry_on")), name="tenders_placement_period"),
            models.CheckConstraint(
                condition=Q(published_at=None, questions_until=None, closes_at=None, reveals_until=None)
                | Q(published_at__lt=models.F("closes_at"), closes_at__lt=models.F("reveals_until"))
                & Q(questions_until__lte=models.F("closes_at")),
                name="tenders_times_in_order",
            ),
        ]
        indexes = [models.Index(fields=["-made_at", "id"], name="tenders_newest")]


class Seed(models.Model):
    """The house's part of the draw's seed (抽签种子): readable only once the tender has closed."""

    tender = models.OneToOneField(Tender, on_delete=models.PROTECT, related_name="seed", primary_key=True)
    seed = models.CharField(max_length=64)

    class Meta:
        db_table = "tenders_seed"


class TenderCase(models.Model):
    """A case as it stood when the tender was made (标的快照). Firms never read this table."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="snapshot", db_index=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    stratum = models.CharField(max_length=8)
    bucket = models.SmallIntegerField()
    fen = models.BigIntegerField()
    days = models.IntegerField()

    class Meta:
        db_table = "tenders_case"
        constraints = [models.UniqueConstraint(fields=["tender", "case"], name="tenders_case_once")]
        indexes = [models.Index(fields=["tender", "stratum"], name="tenders_cases_of_stratum")]


class Invitation(models.Model):
    """A firm invited to bid (邀标): approved on that day."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="invitations", db_index=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    invited_at = models.DateTimeField()

    class Meta:
        db_table = "tenders_invitation"
        constraints = [models.UniqueConstraint(fields=["tender", "organisation"], name="tenders_invited_once")]
        indexes = [models.Index(fields=["organisation", "tender"], name="tenders_of_firm")]


class Paper(models.Model):
    """A file of the data room (资料室文件): contract draft, statistics; looked at on the record."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="papers", db_index=False)
    title = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField()

    class Meta:
        db_table = "tenders_paper"
        indexes = [models.Index(fields=["tender", "id"], name="tenders_papers_of")]


class Question(models.Model):
    """A question of a firm (答疑). Who asked is kept apart: all invited read both, nobody whose it was."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="questions", db_index=False)
    ref = models.UUIDField(unique=True)
    text = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "tenders_question"
        indexes = [models.Index(fields=["tender", "id"], name="tenders_questions_of")]


class Asker(models.Model):
    """Whose question it was (提问人), by the question's `ref`: the firm's own and the house's to know."""

    ref = models.UUIDField(primary_key=True)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.BigIntegerField()

    class Meta:
        db_table = "tenders_asker"
        indexes = [models.Index(fields=["tender"], name="tenders_askers_of")]


class SealedBid(models.Model):
    """A bid under seal (密封投标). The last before closing counts, the others stay; `sealed_at` is the database's."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="sealed", db_index=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    commitment = models.CharField(max_length=64)
    nonce = models.BinaryField()
    ciphertext = models.BinaryField()
    sealed_at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        db_table = "tenders_sealed"
        constraints = [
            models.CheckConstraint(condition=Q(commitment__regex=HEX64), name="tenders_commitment_is_sha256"),
            models.UniqueConstraint(fields=["tender", "commitment"], name="tenders_commitment_once"),
        ]
        indexes = [models.Index(fields=["tender", "organisation", "-id"], name="tenders_sealed_of_firm")]


class Reveal(models.Model):
    """A bid opened by its bidder (开标): its content, which the database holds against the commitment."""

    sealed = models.OneToOneField(SealedBid, on_delete=models.PROTECT, related_name="reveal", primary_key=True)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="reveals", db_index=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    content = models.TextField()
    revealed_at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        db_table = "tenders_reveal"
        constraints = [models.UniqueConstraint(fields=["tender", "organisation"], name="tenders_one_reveal_a_firm")]


class Mark(models.Model):
    """What an evaluator gave a bidder (评委评分), with the reason; each evaluator once."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="marks", db_index=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    points = models.IntegerField()
    reason = models.CharField(max_length=300)
    by = models.BigIntegerField()
    given_at = models.DateTimeField()

    class Meta:
        db_table = "tenders_mark"
        constraints = [
            models.UniqueConstraint(fields=["tender", "organisation", "by"], name="tenders_marked_once"),
            models.CheckConstraint(condition=Q(points__gte=0, points__lte=100_000), name="tenders_mark_in_bounds"),
        ]


class Award(models.Model):
    """A proposed or decided award (定标): the plan, its bound and gap, the reserve, what each limit costs.

    `standings` keeps what the house knew of the firms, so that the evaluation can be done again from these rows alone.
    """

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="awards", db_index=False)
    plan = models.JSONField()
    reserve = models.JSONField()
    prices = models.JSONField()
    standings = models.JSONField()
    value_fen = models.BigIntegerField()
    bound_fen = models.BigIntegerField()
    gap_ppm = models.IntegerField()
    approval = models.BigIntegerField(null=True)
    proposed_by = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    seed = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        db_table = "tenders_award"
        constraints = [
            models.UniqueConstraint(fields=["tender"], condition=Q(approved=None), name="tenders_one_proposal"),
            models.UniqueConstraint(fields=["tender"], condition=Q(approved=True), name="tenders_awarded_once"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("proposed_by")),
                name="tenders_award_by_a_second_person",
            ),
        ]


class Outcome(models.Model):
    """What one bidder is told (投标结果): score, cases by stratum, reasons. Its own and the house's to read."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="outcomes", db_index=False)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="outcomes", db_index=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    score = models.JSONField(null=True)
    cases = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    contract = models.BigIntegerField(null=True)
    batch = models.CharField(max_length=40, blank=True, default="")
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "tenders_outcome"
        constraints = [models.UniqueConstraint(fields=["award", "organisation"], name="tenders_one_outcome_a_firm")]
        indexes = [models.Index(fields=["organisation", "tender"], name="tenders_outcomes_of_firm")]


class Dealt(models.Model):
    """Which case the draw gave to whom (抽签结果). Appended."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="dealt", db_index=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    stratum = models.CharField(max_length=8)

    class Meta:
        db_table = "tenders_dealt"
        constraints = [models.UniqueConstraint(fields=["award", "case"], name="tenders_case_dealt_once")]


class Bond(models.Model):
    """A movement of a bid bond (投标保证金): `entry` in the ledger, amount in fen. Appended."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="bonds", db_index=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    move = models.CharField(max_length=10, choices=[(one.value, one.value) for one in BondMove])
    fen = models.BigIntegerField()
    entry = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        db_table = "tenders_bond"
        constraints = [
            models.UniqueConstraint(fields=["tender", "organisation", "move"], name="tenders_bond_moves_once"),
            models.CheckConstraint(condition=Q(fen__gt=0), name="tenders_bond_above_zero"),
        ]

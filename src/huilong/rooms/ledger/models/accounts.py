"""Tables of double entry (复式记账). All of them only grow; the laws of entries are triggers of migration 0007."""

from django.db import models
from django.db.models import F, Q

from huilong.rooms.ledger.terms import AccountKind


class Account(models.Model):
    """An account as the database knows it (科目): written from the chart after every migration (`teach_chart`).

    Not managed: it is the house's own table, which a reader of facts never empties. `normal` 1: debits make it grow.
    """

    code = models.CharField(max_length=8, primary_key=True)
    kind = models.CharField(max_length=9, choices=[(one.value, one.value) for one in AccountKind])
    normal = models.SmallIntegerField()
    trust = models.BooleanField(default=False)

    class Meta:
        db_table = "ledger_account"
        managed = False


class Entry(models.Model):
    """An entry (凭证): `lines` postings that sum to nothing. Never changed: at most another one takes it back.

    `on` is the day it counts for, `recorded_at` when the house learned of it; `digest` is what it says
    (`rules/entry.py`), `key` makes it one.
    """

    kind = models.CharField(max_length=24)
    on = models.DateField()
    key = models.CharField(max_length=120, unique=True)
    memo = models.CharField(max_length=200, blank=True, default="")
    owner = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=64)
    digest = models.BinaryField(max_length=32)
    lines = models.SmallIntegerField()
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")

    class Meta:
        db_table = "ledger_entry"
        constraints = [
            models.CheckConstraint(condition=Q(lines__gte=2), name="ledger_an_entry_has_two_lines"),
            models.CheckConstraint(
                condition=Q(reverses=None) | ~Q(reverses=F("id")), name="ledger_nothing_reverses_itself"
            ),
        ]
        indexes = [models.Index(fields=["-on", "-id"], name="ledger_entries_newest")]


class Posting(models.Model):
    """A line of an entry (分录): debit above zero, credit below.

    `on`, `recorded_at` and `owner` are the entry's (a trigger sees to it), so that a balance reads one index.
    """

    pk = models.CompositePrimaryKey("entry_id", "no")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings", db_index=False)
    no = models.SmallIntegerField()
    account = models.CharField(max_length=8)
    fen = models.BigIntegerField()
    loan = models.CharField(max_length=64, blank=True, default="")
    party = models.CharField(max_length=64, blank=True, default="")
    on = models.DateField()
    recorded_at = models.DateTimeField()
    owner = models.CharField(max_length=64)

    class Meta:
        db_table = "ledger_posting"
        constraints = [models.CheckConstraint(condition=~Q(fen=0), name="ledger_a_line_is_not_nothing")]
        indexes = [
            models.Index(
                fields=["account", "on"], include=["fen", "owner", "recorded_at"], name="ledger_lines_of_account"
            ),
            models.Index(fields=["loan", "account"], condition=~Q(loan=""), name="ledger_lines_of_loan"),
            models.Index(fields=["party", "account"], condition=~Q(party=""), name="ledger_lines_of_party"),
        ]


class Closing(models.Model):
    """A day through which the books of an owner are closed (关账). Appended; never opened again."""

    owner = models.CharField(max_length=64)
    through = models.DateField()
    closed_at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        db_table = "ledger_closing"
        constraints = [models.UniqueConstraint(fields=["owner", "through"], name="ledger_a_period_closes_once")]

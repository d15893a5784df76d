"""Tables of the vault (隐私库): people masked, their values sealed apart, what search finds them by, keys, clocks."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from huilong.rooms.vault.terms import PersonRole


class Person(models.Model):
    """One person beside one loan (人员): only what any screen may show."""

    loan_id = models.CharField(max_length=80)
    borrower = models.CharField(max_length=80)
    role = models.CharField(max_length=12)
    digest = models.BinaryField(max_length=16)
    name_masked = models.CharField(max_length=64)
    name_sort = models.CharField(max_length=128)
    id_number_masked = models.CharField(max_length=64)
    phone_masked = models.CharField(max_length=64)
    address_masked = models.CharField(max_length=64)
    plate_masked = models.CharField(max_length=20)
    employer_masked = models.CharField(max_length=64)
    bank_card_masked = models.CharField(max_length=64)
    email_masked = models.CharField(max_length=64, db_default="")
    known_on = models.DateField()
    superseded_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["loan_id", "digest"], condition=Q(superseded_on=None), name="vault_person_once_a_loan"
            ),
            models.CheckConstraint(condition=Q(role__in=[role.value for role in PersonRole]), name="vault_role_known"),
        ]
        indexes = [
            models.Index(fields=["loan_id"], name="vault_person_loan"),
            models.Index(fields=["borrower"], name="vault_person_borrower"),
        ]


class DataKey(models.Model):
    """A data key (数据密钥), wrapped by the master key; one of each purpose is current, retired ones still open."""

    purpose = models.CharField(max_length=32)
    wrapped = models.BinaryField()
    master = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_default=Now())
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "vault_key"
        constraints = [
            models.UniqueConstraint(fields=["purpose"], condition=Q(retired_at=None), name="vault_key_one_current")
        ]


class Sealed(models.Model):
    """The values of one person, each sealed by itself (密文); empty where the lender sent none.

    Apart from `Person`, because the pages may read it only to reveal. It goes with its person (on delete cascade).
    """

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False)
    loan_id = models.CharField(max_length=80)
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT)
    name = models.BinaryField()
    id_number = models.BinaryField()
    phone = models.BinaryField()
    address = models.BinaryField()
    plate = models.BinaryField()
    employer = models.BinaryField()
    bank_card = models.BinaryField()
    email = models.BinaryField(db_default=b"")


class Blind(models.Model):
    """What exact search finds one value of a person by (盲索引). It goes with its person too."""

    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    loan_id = models.CharField(max_length=80)
    field = models.CharField(max_length=12)
    blind = models.BinaryField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "field"], name="vault_blind_once")]
        indexes = [models.Index(fields=["blind"], name="vault_blind_found")]


class MissingPeople(models.Model):
    """A loan in collections whose people were not sent (缺客户资料)."""

    loan_id = models.CharField(max_length=80, primary_key=True)
    since = models.DateField()


class Clock(models.Model):
    """The retention clock of a loan that left collections (留存时钟)."""

    loan_id = models.CharField(max_length=80, primary_key=True)
    left_on = models.DateField()
    reason = models.CharField(max_length=16)
    erase_on = models.DateField(db_index=True)


class Hold(models.Model):
    """A legal hold (依法留存): the people of a borrower are not erased while it stands, whatever the clocks say."""

    borrower = models.CharField(max_length=80)
    reason = models.CharField(max_length=200)
    held_on = models.DateField()
    until = models.DateField(null=True)
    released_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["borrower"], condition=Q(released_on=None), name="vault_hold_once")
        ]


class Looks(models.Model):
    """How many values a user saw unmasked on a day, and what a second person added (当日查看次数)."""

    user = models.BigIntegerField()
    on = models.DateField()
    used = models.IntegerField(default=0)
    raised = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="vault_looks_once")]

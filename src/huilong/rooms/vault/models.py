"""Tables of the vault (隐私库): sealed people of loans in collections, and loans whose people are missing."""

from django.db import models
from django.db.models import Q

from huilong.rooms.vault.terms import PersonRole


class Person(models.Model):
    """One person beside one loan (人员), sealed; the masked columns hold only what any screen may show."""

    loan_id = models.CharField(max_length=80)
    borrower = models.CharField(max_length=80)
    role = models.CharField(max_length=12)
    digest = models.BinaryField(max_length=16)
    sealed = models.BinaryField()
    name_masked = models.CharField(max_length=64)
    name_sort = models.CharField(max_length=128)
    plate_masked = models.CharField(max_length=20)
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


class MissingPeople(models.Model):
    """A loan in collections whose people were not sent (缺客户资料)."""

    loan_id = models.CharField(max_length=80, primary_key=True)
    since = models.DateField()

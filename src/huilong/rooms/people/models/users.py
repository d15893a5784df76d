"""Tables of people (组织与权限)."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from huilong.rooms.people.terms import LANGUAGES, OrganisationKind, Role


class Organisation(models.Model):
    """A lender, one of its branches, or somebody who works for it (机构)."""

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in OrganisationKind])
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="branches")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in OrganisationKind]), name="organisation_kind_known"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People of one organisation who work together (小组); `takes_new` marks the one that new cases come home to."""

    name = models.CharField(max_length=60)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    takes_new = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="team_name_once"),
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(takes_new=True), name="team_one_takes_new"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Accounts(BaseUserManager["User"]):
    """Finds users by name, whatever the case of its letters."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user who signs in under this name."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in (用户): one role in one organisation; `must_change` the password before anything else."""

    username = models.CharField(max_length=60)
    display_name = models.CharField(max_length=60)
    role = models.CharField(max_length=32, choices=[(role.value, role.value) for role in Role])
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="users")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="members")
    language = models.CharField(max_length=10, choices=LANGUAGES, default="zh-hans")
    is_active = models.BooleanField(default=True)
    must_change = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    objects = Accounts()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_username_once"),
            models.CheckConstraint(condition=models.Q(role__in=[role.value for role in Role]), name="user_role_known"),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        """The name the page frame shows."""
        return self.display_name


class SignInAttempt(models.Model):
    """One failed sign-in (登录失败), kept to slow down guessing; names are hashed so that typos reveal nothing."""

    name_hash = models.CharField(max_length=64)
    address_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name_hash", "at"], name="attempt_name_at"),
            models.Index(fields=["address_hash", "at"], name="attempt_address_at"),
        ]

"""Tables of people (组织与权限)."""

from huilong.rooms.people.models.tokens import ApiToken
from huilong.rooms.people.models.users import Organisation, SignInAttempt, Team, User

__all__ = ["ApiToken", "Organisation", "SignInAttempt", "Team", "User"]

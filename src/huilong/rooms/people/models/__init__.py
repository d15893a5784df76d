"""Tables of people (组织与权限)."""

from huilong.rooms.people.models.answers import ApiAnswer
from huilong.rooms.people.models.signing_in import RecoveryCode, SecondFactor, Session
from huilong.rooms.people.models.staff import Approval, Gate
from huilong.rooms.people.models.tokens import ApiToken
from huilong.rooms.people.models.users import Organisation, SignInAttempt, Team, User

__all__ = [
    "ApiAnswer",
    "ApiToken",
    "Approval",
    "Gate",
    "Organisation",
    "RecoveryCode",
    "SecondFactor",
    "Session",
    "SignInAttempt",
    "Team",
    "User",
]

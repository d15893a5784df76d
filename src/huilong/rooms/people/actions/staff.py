"""Verbs of staff (用户管理): add, change, leave, reset. Weighty ones wait for a second person (双人复核)."""

import secrets
from datetime import datetime

from django.db import transaction

from huilong.kernel.events import tell
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.people.actions.approvals import ask_approval, on_approval
from huilong.rooms.people.actions.factor import remove_factor
from huilong.rooms.people.actions.sessions import end_sessions
from huilong.rooms.people.models import Organisation, Team, User
from huilong.rooms.people.rules.permissions import WEIGHTY, fits
from huilong.rooms.people.terms import (
    LANGUAGES,
    ApprovalKind,
    Approved,
    OrganisationKind,
    Role,
    SessionEnd,
    UserLeft,
)


def _no(code: str, zh: str, en: str, remedy_zh: str, remedy_en: str, status: int = 422, where: str = "") -> Refusal:
    return Refusal(code, zh=zh, en=en, remedy_zh=remedy_zh, remedy_en=remedy_en, status=status, where=where)


def one_managed(user_id: int, manager: int) -> User:
    """The user, if `manager` manages this one: administrators all but themselves, agency managers their own agents."""
    user = User.objects.select_related("organisation").filter(pk=user_id).first()
    by = User.objects.filter(pk=manager, is_active=True).first()
    if user is not None and by is not None and user.pk != by.pk:
        own_agent = user.role == Role.AGENCY_AGENT and user.organisation_id == by.organisation_id
        if by.role == Role.ADMINISTRATOR or (by.role == Role.AGENCY_MANAGER and own_agent):
            return user
    raise _no(
        "not-managed", "您不能管理这个用户。", "This user is not one of those you manage.",
        "请联系系统管理员。", "Ask an administrator.", 403,
    )  # fmt: skip


def _refuse_misplaced(role: Role, organisation: int, team: int | None, manager: int) -> Organisation:
    """The organisation, if it has this role and this team, and the manager may put somebody there."""
    place = Organisation.objects.filter(pk=organisation, is_active=True).first()
    by = User.objects.get(pk=manager)
    own_agent = role is Role.AGENCY_AGENT and by.organisation_id == organisation
    outside_only = by.role == Role.AGENCY_MANAGER and not own_agent
    team_there = team is None or Team.objects.filter(pk=team, organisation=organisation, is_active=True).exists()
    if place is None or outside_only or not team_there or not fits(role, OrganisationKind(place.kind)):
        raise _no(
            "role-does-not-fit", "这个机构没有该角色或小组。", "The organisation has no such role or team.",
            "请选择适用于该机构的角色和小组。", "Choose a role and a team that the organisation has.", where="role",
        )  # fmt: skip
    if role in (Role.SERVICE, Role.BORROWER):
        raise _no(
            "role-not-given", "该角色不能这样授予。", "This role is not given like this.",
            "系统接口请使用令牌。", "For another system issue a token.", where="role",
        )  # fmt: skip
    return place


@transaction.atomic
def add_user(
    username: str, *, display_name: str, role: Role, organisation: int, team: int | None, actor: int, at: datetime,
    language: str = "zh-hans",
) -> tuple[int, str]:
    """Add a user (新增用户): (key, first password), told once and to be changed at the first sign-in.

    With a weighty role the account stays closed until a second person approves.
    """
    place = _refuse_misplaced(role, organisation, team, actor)
    name = username.strip()
    if not (1 < len(name) <= 60 and name.isprintable() and display_name.strip()) or language not in dict(LANGUAGES):
        raise _no(
            "bad-user-name", "用户名或姓名无效。", "The user name or the name is not valid.",
            "用户名 2–60 字,姓名不能为空。", "A user name of 2 to 60 characters, and a name.", where="username",
        )  # fmt: skip
    if User.objects.filter(username__iexact=name).exists():
        raise _no(
            "user-name-taken", "用户名已被使用。", "The user name is taken.", "请换一个用户名。", "Choose another.",
            where="username",
        )  # fmt: skip
    password = secrets.token_urlsafe(12)
    user = User(
        username=name, display_name=display_name.strip()[:60], role=role.value, organisation=place, team_id=team,
        language=language, is_active=role not in WEIGHTY, must_change=True,
    )  # fmt: skip
    user.set_password(password)
    user.save()
    record(
        verb="user.added", subject=("user", user.pk), actor=f"user:{actor}", at=at,
        detail={"role": role.value, "organisation": organisation, "team": team},
    )  # fmt: skip
    if role in WEIGHTY:
        _ask_role(user, role, organisation, team, actor, at)
    return user.pk, password


def _ask_role(user: User, role: Role, organisation: int, team: int | None, actor: int, at: datetime) -> int:
    detail = {"role": role.value, "organisation": organisation, "team": team}
    return ask_approval(ApprovalKind.WEIGHTY_ROLE, f"user:{user.pk}", detail, actor=actor, at=at)


@transaction.atomic
def change_user(
    user_id: int, *, role: Role, organisation: int, team: int | None, actor: int, at: datetime
) -> int | None:
    """Change role, organisation and team (变更角色); the key of the request when a second person decides, else None.

    A change ends the user's sessions, so that no page keeps what the old role opened.
    """
    user = one_managed(user_id, actor)
    _refuse_misplaced(role, organisation, team, actor)
    _refuse_last_administrator(user, role)
    if role in WEIGHTY and (role.value != user.role or not user.is_active):
        return _ask_role(user, role, organisation, team, actor, at)
    _place(user, role, organisation, team, actor, at)
    return None


def _place(user: User, role: Role, organisation: int, team: int | None, actor: int, at: datetime) -> None:
    before = {"role": user.role, "organisation": user.organisation_id, "team": user.team_id}
    after = {"role": role.value, "organisation": organisation, "team": team}
    User.objects.filter(pk=user.pk).update(role=role.value, organisation=organisation, team=team, is_active=True)
    if user.is_active and (before["organisation"], before["team"]) != (organisation, team):
        tell(UserLeft(user.pk, user.organisation_id, user.team_id, at))  # what was held stays where the user was
    end_sessions(user.pk, SessionEnd.ENDED, actor=actor, at=at)
    record(
        verb="user.changed", subject=("user", user.pk), actor=f"user:{actor}", at=at, detail={}, before=before,
        after=after,
    )  # fmt: skip


def _refuse_last_administrator(user: User, role: Role | None) -> None:
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=user.pk)
    if user.role == Role.ADMINISTRATOR and role is not Role.ADMINISTRATOR and user.is_active and not others.exists():
        raise _no(
            "last-administrator", "这是最后一名系统管理员。", "This is the last administrator.",
            "请先授予另一位同事管理员角色,或申请双人复核停用。",
            "Make somebody else an administrator first, or ask a second person to let it be closed.", 409,
        )  # fmt: skip


@transaction.atomic
def leave(user_id: int, *, actor: int, at: datetime) -> None:
    """Somebody leaves (离职): the account closes, its sessions end, and who holds its cases hears of it (`UserLeft`).

    The last administrator leaves only through `ask_leave_of_last`. Nobody closes the own account.
    """
    user = one_managed(user_id, actor)
    _refuse_last_administrator(user, None)
    _close(user, actor, at)


def _close(user: User, actor: int, at: datetime) -> None:
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise _no(
            "left-already", "账户已停用。", "The account is closed already.", "无需再次停用。", "Nothing to do.", 409
        )
    end_sessions(user.pk, SessionEnd.LEFT, actor=actor, at=at)
    record(verb="user.left", subject=("user", user.pk), actor=f"user:{actor}", at=at, detail={"role": user.role})
    tell(UserLeft(user.pk, user.organisation_id, user.team_id, at))


@transaction.atomic
def come_back(user_id: int, *, actor: int, at: datetime) -> int | None:
    """Open a closed account again (重新启用); a request for a second person if its role is weighty."""
    user = one_managed(user_id, actor)
    return change_user(
        user_id, role=Role(user.role), organisation=user.organisation_id, team=user.team_id, actor=actor, at=at
    )


@transaction.atomic
def reset_password(user_id: int, *, actor: int, at: datetime) -> str:
    """Give a new first password (重置密码), told once, to be changed at sign-in; ends the user's sessions."""
    user = one_managed(user_id, actor)
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    User.objects.filter(pk=user.pk).update(password=user.password, must_change=True)
    end_sessions(user.pk, SessionEnd.PASSWORD, actor=actor, at=at)
    record(verb="user.password_reset", subject=("user", user.pk), actor=f"user:{actor}", at=at, detail={})
    return password


@transaction.atomic
def reset_at_the_server(username: str, *, at: datetime) -> str | None:
    """A new first password and no second factor, for who runs the server (服务器端重置); None without such a user."""
    user = User.objects.filter(username__iexact=username, is_active=True).exclude(role=Role.SERVICE).first()
    if user is None:
        return None
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    User.objects.filter(pk=user.pk).update(password=user.password, must_change=True)
    remove_factor(user.pk, actor=0, at=at)
    end_sessions(user.pk, SessionEnd.PASSWORD, actor=0, at=at)
    record(verb="user.password_reset", subject=("user", user.pk), actor="system", at=at, detail={"factor": "removed"})
    return password


def ask_factor_reset(user_id: int, *, actor: int, at: datetime) -> int:
    """Ask that a lost second factor be taken away (申请重置第二因素); the key of the request."""
    user = one_managed(user_id, actor)
    return ask_approval(ApprovalKind.FACTOR_RESET, f"user:{user.pk}", {}, actor=actor, at=at)


def ask_leave_of_last(user_id: int, *, actor: int, at: datetime) -> int:
    """Ask that the last administrator's account, the own one, be closed (申请停用最后一名管理员)."""
    if user_id != actor:
        one_managed(user_id, actor)
    return ask_approval(ApprovalKind.LAST_ADMINISTRATOR, f"user:{user_id}", {}, actor=actor, at=at)


def _user_of(told: Approved) -> User:
    return User.objects.get(pk=int(told.subject.removeprefix("user:")))


def _give_role(told: Approved) -> None:
    detail = told.detail
    user, role = _user_of(told), Role(detail["role"])
    _refuse_misplaced(role, detail["organisation"], detail["team"], told.asked_by)
    _refuse_last_administrator(user, role)
    _place(user, role, detail["organisation"], detail["team"], told.asked_by, told.at)


def _take_factor(told: Approved) -> None:
    remove_factor(_user_of(told).pk, actor=told.asked_by, at=told.at)
    end_sessions(_user_of(told).pk, SessionEnd.ENDED, actor=told.asked_by, at=told.at)


def _close_last(told: Approved) -> None:
    _close(_user_of(told), told.asked_by, told.at)


on_approval(ApprovalKind.WEIGHTY_ROLE, _give_role)
on_approval(ApprovalKind.FACTOR_RESET, _take_factor)
on_approval(ApprovalKind.LAST_ADMINISTRATOR, _close_last)

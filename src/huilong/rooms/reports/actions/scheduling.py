"""Schedules of packs and addresses of colleagues (投递计划与收件邮箱)."""

import re
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from huilong.kernel.acting import Acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import digested, record
from huilong.rooms.people.queries import colleagues
from huilong.rooms.people.rules.permissions import role_may
from huilong.rooms.people.terms import Role
from huilong.rooms.reports.models import Mailbox, Schedule

ADDRESS = re.compile(r"[!#$%&'*+/=?^_`{|}~.0-9A-Za-z-]{1,64}@(?:[0-9A-Za-z-]{1,63}\.)+[0-9A-Za-z-]{2,63}")


def readers() -> list[Role]:
    """The roles that may read packs (可阅角色)."""
    return [role for role in Role if role_may(role.value, "report.view")]


def schedule(
    weekday: int, hour: int, roles: Collection[str], users: Collection[int], *, attach: bool, by: Acting, at: datetime
) -> int:
    """Set up when packs go to whom (设定投递计划); its key.

    Raises Refusal `bad-schedule` for a moment no week has, for nobody at all, or for somebody who may not read packs.
    """
    may_read = {role.value for role in readers()}
    known = {one.id for one in colleagues(readers())}
    if not (0 <= weekday <= 6 and 0 <= hour <= 23):
        raise _bad("weekday", "请选择星期与整点。", "Choose a weekday and an hour.")
    if not roles and not users:
        raise _bad("roles", "请至少选择一个角色或一名同事。", "Choose at least one role or colleague.")
    if set(roles) - may_read or set(users) - known:
        raise _bad("users", "所选角色或同事无权查看报表。", "A role or colleague chosen may not read reports.")
    with transaction.atomic():
        kept = Schedule.objects.create(
            weekday=weekday, hour=hour, roles=sorted(roles), users=sorted(users), attach=attach, made_by=by.user,
            made_at=at,
        )  # fmt: skip
        detail = {"weekday": weekday, "hour": hour, "roles": sorted(roles), "users": sorted(users), "attach": attach}
        record(verb="pack.scheduled", subject=("schedule", kept.pk), at=at, detail=detail)
    return int(kept.pk)


def unschedule(key: int, at: datetime) -> None:
    """Stop a schedule (停止投递计划). Refuses `no-such-schedule` for one that is not there or stopped already."""
    with transaction.atomic():
        if not Schedule.objects.filter(pk=key, active=True).update(active=False, stopped_at=at):
            raise Refusal("no-such-schedule", status=404, zh="没有这个投递计划,或已停止。",
                          en="There is no such schedule, or it was stopped.")  # fmt: skip
        record(verb="pack.unscheduled", subject=("schedule", key), at=at)


def keep_mailbox(address: str, by: Acting, at: datetime) -> None:
    """Keep the address one takes reports at (设定收件邮箱); an empty one takes it away. Raises `bad-address`."""
    told = address.strip()
    if told and (len(told) > 254 or not ADDRESS.fullmatch(told)):
        raise Refusal(
            "bad-address", status=422, where="address", zh="这不是一个邮箱地址。", en="This is no e-mail address.",
            remedy_zh="请填写如 name@example.com 的地址。", remedy_en="Give one like name@example.com.",
        )  # fmt: skip
    with transaction.atomic():
        Mailbox.objects.update_or_create(user_id=by.user, defaults={"address": told, "kept_at": at})
        record(verb="mailbox.kept", subject=("user", by.user), at=at,
               detail={"address": digested(told) if told else ""})  # fmt: skip


def _bad(where: str, zh: str, en: str) -> Refusal:
    return Refusal(
        "bad-schedule", status=422, where=where, zh=zh, en=en, remedy_zh="请修改后重新提交。",
        remedy_en="Change it and send it again.",
    )  # fmt: skip

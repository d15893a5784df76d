"""Verbs of tokens (接口令牌): issue, revoke."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.people.models import ApiToken, Organisation, User
from huilong.rooms.people.rules.permissions import PERMISSIONS
from huilong.rooms.people.rules.tokens import NO_HASH, hash_of, secret_of
from huilong.rooms.people.terms import Role

MOST_DAYS = 730
MOST_PER_MINUTE = 60_000


@transaction.atomic
def issue_token(
    name: str, organisation: int, scopes: Collection[str], *, actor: int, at: datetime, days: int = 365,
    per_minute: int = 600,
) -> tuple[int, str]:
    """Issue a token (签发令牌) for `scopes`, names of permissions; its (key, secret).

    The secret is told here and never again. It comes with a service user of the organisation, so that reach follows
    the same rules as a person's. Valid through the day `days` after `at`.
    """
    _refuse_wrong(name, scopes, days, per_minute)
    place = Organisation.objects.filter(pk=organisation, is_active=True).first()
    if place is None:
        raise Refusal(
            "no-organisation", status=422, where="organisation", zh="没有这个机构,或它已停用。",
            en="There is no such organisation, or it is closed.",
            remedy_zh="请选择一个启用中的机构。", remedy_en="Choose one that is active.",
        )  # fmt: skip
    user = User(
        username=f"service-{secrets.token_hex(8)}", display_name=name.strip(), role=Role.SERVICE.value,
        organisation=place,
    )  # fmt: skip
    user.set_unusable_password()
    user.save()
    token = ApiToken.objects.create(
        organisation=place, user=user, name=name.strip(), hash=NO_HASH, scopes=sorted(set(scopes)),
        per_minute=per_minute, issued_at=at, expires_on=timezone.localdate(at) + timedelta(days=days),
    )  # fmt: skip
    secret = secret_of(token.pk, secrets.token_urlsafe(32))
    ApiToken.objects.filter(pk=token.pk).update(hash=hash_of(secret))
    record(
        verb="token.issued", subject=("token", token.pk), actor=f"user:{actor}" if actor else "system", at=at,
        detail={
            "organisation": organisation, "scopes": token.scopes, "per_minute": per_minute,
            "expires_on": token.expires_on.isoformat(),
        },
    )  # fmt: skip
    return token.pk, secret


def _refuse_wrong(name: str, scopes: Collection[str], days: int, per_minute: int) -> None:
    unknown = sorted(set(scopes) - set(PERMISSIONS))
    if unknown or not scopes:
        raise Refusal(
            "unknown-scope", status=422, where="scopes",
            zh=f"没有这样的权限:{'、'.join(unknown)}。" if unknown else "令牌至少需要一项权限。",
            en=f"There is no such permission: {', '.join(unknown)}." if unknown else "A token needs a permission.",
            remedy_zh="请从权限列表中选择。", remedy_en="Choose from the list of permissions.",
        )  # fmt: skip
    named = 1 <= len(name.strip()) <= 60
    if not (named and 1 <= days <= MOST_DAYS and 1 <= per_minute <= MOST_PER_MINUTE):
        raise Refusal(
            "token-out-of-bounds", status=422, zh="名称、有效天数或每分钟次数超出范围。",
            en="The name, the days or the requests a minute are out of bounds.",
            remedy_zh=f"名称 1–60 字,有效期 1–{MOST_DAYS} 天,每分钟 1–{MOST_PER_MINUTE} 次。",
            remedy_en=f"A name of 1–60 characters, 1–{MOST_DAYS} days, 1–{MOST_PER_MINUTE} requests a minute.",
        )  # fmt: skip


@transaction.atomic
def revoke_token(token: int, *, actor: int, at: datetime) -> bool:
    """Revoke a token (吊销令牌) and close its service user; false when it was revoked before or is not seen."""
    if not ApiToken.objects.filter(pk=token, revoked_at=None).update(revoked_at=at):
        return False
    User.objects.filter(token__pk=token).update(is_active=False)
    record(
        verb="token.revoked", subject=("token", token), actor=f"user:{actor}" if actor else "system", at=at, detail={}
    )
    return True

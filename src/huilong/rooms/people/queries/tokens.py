"""Reads of tokens (接口令牌)."""

import hmac
from datetime import datetime

from django.db import connection
from django.utils import timezone

from huilong.kernel.acting import SIGN_IN, Acting, act_as
from huilong.rooms.people.models import ApiToken
from huilong.rooms.people.rules.tokens import NO_HASH, hash_of, token_named
from huilong.rooms.people.terms import Bearer


def token_bearer(secret: str, at: datetime) -> Bearer | None:
    """Who shows this secret (令牌持有者), None when it opens nothing; its last use is noted to the minute.

    Reads as somebody who has not signed in yet. The hash is compared in constant time and for unknown keys too.
    """
    named = token_named(secret)
    with act_as(Acting(0, purpose=SIGN_IN)):
        found = named and ApiToken.objects.filter(
            pk=named, user__is_active=True, organisation__is_active=True
        ).select_related("user").first()  # fmt: skip
        if not hmac.compare_digest(found.hash if found else NO_HASH, hash_of(secret)) or not found:
            return None
        if found.revoked_at is not None or found.expires_on < timezone.localdate(at) or at < found.issued_at:
            return None
        with connection.cursor() as cursor:
            cursor.execute("select people_token_used(%s, %s)", [found.pk, at])
    return Bearer(
        found.pk, found.user_id, found.organisation_id, found.user.role, frozenset(found.scopes), found.per_minute
    )

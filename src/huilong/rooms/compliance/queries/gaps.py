"""Reads of gaps (合规缺口): what is missing between verdicts, acts and outside records."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.models import Gap
from huilong.rooms.compliance.terms import GapKind


def gaps() -> QuerySet[Gap]:
    """The gaps the one who acts may see."""
    return Gap.objects.all()


def never_told(before: datetime) -> Iterator[str]:
    """The permitted verdicts given before a moment of whose act nobody told what became, and not yet noted as gaps."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select v.id from compliance_verdict v where v.permitted and v.at < %s"
            " and not exists (select from compliance_outcome o where o.asked_id = v.id)"
            " and not exists (select from compliance_gap g where g.kind = %s and g.reference = v.id::text)"
            " order by v.id",
            [before, GapKind.VERDICT_WITHOUT_OUTCOME.value],
        )
        while rows := cursor.fetchmany(5000):
            yield from (str(key) for (key,) in rows)


def one_gap(key: int) -> Gap:
    """One of them. Raises Refusal `no-such-gap`."""
    found = gaps().filter(pk=key).first()
    if found is None:
        raise no_such_gap()
    return found


def no_such_gap() -> Refusal:
    """That there is no such gap, or none that one may see."""
    return Refusal("no-such-gap", status=404, zh="没有这个缺口。", en="There is no such gap.")

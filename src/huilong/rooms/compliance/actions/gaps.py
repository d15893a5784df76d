"""Noting gaps (合规缺口): acts without verdicts, records without acts, verdicts without outcomes; closing them."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice

from django.db import connection, transaction

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.models import Gap
from huilong.rooms.compliance.queries.gaps import no_such_gap
from huilong.rooms.compliance.terms import GapEnd, GapKind
from huilong.rooms.journal.actions import record

AT_ONCE = 5000
_NOTE = """
insert into compliance_gap (kind, reference, "on", ended_how, ended_by)
select %s, one, %s, '', '' from unnest(%s::text[]) one on conflict (kind, reference) do nothing
"""
_TOLD = """
update compliance_gap set ended_at = now(), ended_how = %s, ended_by = %s
where kind = %s and ended_at is null
    and exists (select from compliance_outcome o where o.asked_id::text = reference)
"""


@transaction.atomic
def note_gaps(on: date, kind: GapKind, references: Iterable[str]) -> int:
    """Note gaps of a kind found by the night of `on` (登记缺口); how many are new. Known ones stay as they are.

    A reference names what lacks the other side: a verdict's number, an act's `kind:key`, a record's key outside; at
    most 120 characters, nothing personal.
    """
    new, left = 0, iter(references)
    with connection.cursor() as cursor:
        while some := list(islice(left, AT_ONCE)):
            cursor.execute(_NOTE, [kind.value, on, some])
            new += cursor.rowcount
    if new:
        record(
            verb="law.gaps_found", subject=("gaps", on.isoformat()), actor=None if acting() else "night", on=on,
            detail={"kind": kind.value, "new": new},
        )  # fmt: skip
    return new


@transaction.atomic
def close_gaps_told(on: date) -> int:
    """Close the gaps of verdicts whose outcome was told late (补登结果); how many."""
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, [GapEnd.TOLD.value, "night", GapKind.VERDICT_WITHOUT_OUTCOME.value])
        closed: int = cursor.rowcount
    if closed:
        record(
            verb="law.gaps_told", subject=("gaps", on.isoformat()), actor=None if acting() else "night", on=on,
            detail={"closed": closed},
        )  # fmt: skip
    return closed


@transaction.atomic
def end_gap(gap_id: int, how: GapEnd, at: datetime) -> None:
    """Close a gap by hand (处理缺口), once. Raises Refusal `no-such-gap`, `gap-ended`."""
    found = Gap.objects.select_for_update(no_key=True).filter(pk=gap_id, ended_at=None).first()
    if found is None:
        if Gap.objects.filter(pk=gap_id).exists():
            raise Refusal("gap-ended", zh="这个缺口已处理。", en="This gap was closed before.")
        raise no_such_gap()
    who = acting()
    Gap.objects.filter(pk=gap_id).update(
        ended_at=at, ended_how=how.value, ended_by=who.actor if who else "system"
    )
    record(
        verb="law.gap_ended", subject=("gap", gap_id), at=at,
        detail={"kind": found.kind, "reference": found.reference, "how": how.value},
    )  # fmt: skip

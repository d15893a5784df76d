"""First acts (首次作业): when somebody of an organisation first did something on a case in its time."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

Held = tuple[int, int, datetime, datetime]
"""A case, an organisation, from when, and until when."""


def first_acts(held: Sequence[Held]) -> list[datetime | None]:
    """When each organisation first acted on its case within its time (首次作业时间); None where it did not.

    Acts are what was written down on a case: calls, visits, messages noted; undone ones do not count.
    """
    if not held:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, [list(column) for column in zip(*held, strict=True)])
        return [at for _place, at in cursor.fetchall()]


_FIRST = """
select h.place, (select min(a.at) from contact_activity a
                  where a.case_id = h.of_case and a.organisation = h.organisation and a.undone_at is null
                    and a.at >= h.since and a.at < h.till)
  from unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[])
       with ordinality h (of_case, organisation, since, till, place)
 order by h.place
"""

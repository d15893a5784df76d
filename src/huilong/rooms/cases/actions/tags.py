"""Tags of cases (案件标签): what a room above wants seen at once in lists and in the queue."""

from collections.abc import Collection

from django.db import connection, transaction

from huilong.rooms.cases.terms import CaseTag


@transaction.atomic
def tag(one: CaseTag, wanted: Collection[int], among: Collection[int] | None = None) -> int:
    """Let these open cases bear a tag, and no others (贴标签); how many changed.

    `wanted` are keys of cases; with `among` only those are looked at, and the others keep what they bear. What the tag
    stands for is written down by whoever asks for it.
    """
    told = {"tag": one.value, "wanted": list(wanted), "among": None if among is None else list(among)}
    with connection.cursor() as cursor:
        cursor.execute(_ON, told)
        changed = cursor.rowcount
        cursor.execute(_OFF, told)
        return changed + cursor.rowcount


_ON = """
update cases_case set tags = array_append(tags, %(tag)s::varchar)
 where id = any(%(wanted)s::bigint[]) and state = 'open' and not %(tag)s = any(tags)
"""

_OFF = """
update cases_case set tags = array_remove(tags, %(tag)s::varchar)
 where %(tag)s = any(tags) and not id = any(%(wanted)s::bigint[])
   and (%(among)s::bigint[] is null or id = any(%(among)s::bigint[]))
"""

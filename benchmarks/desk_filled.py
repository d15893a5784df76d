"""100,000 cases on the desk of HUILONG_HOME, one collector's and the pool's: part of `python -m benchmarks.desk`.

The collector keeps the cases that have loans and people; the copies wait in the team's pool. Prints one line of JSON:
how many there are, and how long the night's ranking of all of them takes.
"""

import json
import time
from datetime import timedelta

from benchmarks.stages import desk, fill_cases


def main() -> None:
    """Fill, rank, tell."""
    with desk():
        from django.db import connection
        from django.utils import timezone

        from huilong.rooms.cases.actions import assign, rerank
        from huilong.rooms.cases.models import Case
        from huilong.rooms.cases.terms import DutyKind, Holder
        from huilong.rooms.people.models import User

        collector = User.objects.get(username="collector")
        real = list(Case.objects.filter(state="open").values_list("number", flat=True))
        holder = Holder(collector.organisation_id, collector.team_id, collector.pk)
        assign(real, holder, DutyKind.COLLECT, actor="system", at=timezone.now(), placed=True)
        cases = fill_cases()
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into cases_duty (case_id, kind, organisation_id, team_id, since, ended, given_by)"
                " select c.id, 'collect', %s, %s, now() - interval '1 hour', '', 'benchmark' from cases_case c"
                " where c.state = 'open' and not exists (select from cases_duty d where d.case_id = c.id"
                " and d.kind = 'collect' and d.until is null)",
                [collector.organisation_id, collector.team_id],
            )
            cursor.execute("vacuum analyze cases_duty")
            cursor.execute("vacuum analyze cases_place")
        started = time.perf_counter()
        moved = rerank(None, timezone.localdate() + timedelta(days=1))
        first = time.perf_counter() - started
        rerank(None, timezone.localdate())
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze cases_place")
        print(json.dumps({"cases": cases, "of_the_collector": len(real), "ranked": moved,
                          "ranking_seconds": round(first, 2)}))  # fmt: skip


if __name__ == "__main__":
    main()

"""Verbs of a case's people (案件客户): write onto cases what may be shown of them, blank it when they are erased."""

from collections.abc import Collection
from datetime import date

import pyarrow as pa
from django.db import connection, transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.actions.copying import copy_rows
from huilong.rooms.cases.models import Case, CaseLoan
from huilong.rooms.cases.terms import CaseState
from huilong.rooms.journal.actions import record


def take_in_people(on: date, people: pa.Table) -> dict[str, int]:
    """Write what may be shown of the people now in the vault onto their cases (客户资料入库).

    `people`: loan_id, name_masked, name_sort, plate_masked, one row a loan. Open cases still without people get one
    event that says so, on the day they are first found without.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "drop table if exists pg_temp.night_people;"
            " create temp table night_people (loan_id text, name_masked text, name_sort text, plate_masked text)"
            " on commit drop"
        )
        copy_rows(cursor, "night_people", people)
        cursor.execute("analyze night_people")
        cursor.execute(_PEOPLE_TAKEN, {"on": on})
        taken = cursor.rowcount
        cursor.execute(_PEOPLE_MISSING, {"on": on})
        newly_missing = cursor.rowcount
        cursor.execute("select count(*) from cases_case where state = 'open' and people_missing")
        counts = {"taken": taken, "newly_missing": newly_missing, "missing": cursor.fetchone()[0]}
        record(verb="cases.people", subject=("night", on.isoformat()), actor="night", detail=counts, on=on)
    return counts


def forget_people(loan_ids: Collection[str], *, asked: bool) -> None:
    """Blank what cases show of people who are erased from the vault (个人信息删除); the accounts stay.

    With `asked` nothing is blanked yet: it refuses (`in-collections`) while one of the loans is in collections.
    """
    loans = list(loan_ids)
    if asked:
        if CaseLoan.objects.filter(loan_id__in=loans, left_on=None, case__state=CaseState.OPEN).exists():
            raise Refusal(
                "in-collections", status=409, zh="借据仍在催收,客户资料还需要。",
                en="The loan is in collections: its people are still needed.",
                remedy_zh="结案后再申请。", remedy_en="Ask again when the case is closed.",
            )  # fmt: skip
        return
    closed = CaseLoan.objects.filter(loan_id__in=loans, case__state=CaseState.CLOSED).values("case_id")
    Case.objects.filter(pk__in=closed).update(name_masked="", name_sort="", plate_masked="")


_PEOPLE_TAKEN = """
with known as (
    select distinct on (held.case_id) held.case_id, p.name_masked, p.name_sort, p.plate_masked
      from night_people p join cases_case_loan held on held.loan_id = p.loan_id and held.left_on is null
     order by held.case_id, held.past_due_days desc, held.loan
), taken as (
    update cases_case c set name_masked = k.name_masked, name_sort = k.name_sort, plate_masked = k.plate_masked,
           people_missing = false, version = c.version + 1
      from known k where c.id = k.case_id and (c.people_missing or
           (c.name_masked, c.name_sort, c.plate_masked) <> (k.name_masked, k.name_sort, k.plate_masked))
    returning c.id, (select old.people_missing from cases_case old where old.id = c.id) as was_missing
)
insert into cases_case_event (case_id, "on", kind, why, params)
select id, %(on)s, 'people_taken', 'people_row_came', '{}' from taken where was_missing order by id
"""

_PEOPLE_MISSING = """
insert into cases_case_event (case_id, "on", kind, why, params)
select c.id, %(on)s, 'people_missing', 'no_people_row', '{}' from cases_case c
 where c.state = 'open' and c.people_missing
   and not exists (select from cases_case_event e where e.case_id = c.id and e.kind = 'people_missing')
 order by c.id
"""

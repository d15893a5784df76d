"""Verbs of cases (案件): write onto cases what may be shown of their people. And how rows reach the desk in bulk."""

import io
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pcsv
from django.db import connection, transaction

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


def copy_rows(cursor: Any, table: str, rows: pa.Table) -> None:
    """COPY an arrow table into the temporary `table`, column by column in order."""
    out = io.BytesIO()
    # In one piece: pyarrow 26 writes garbage for a table of many chunks.
    pcsv.write_csv(rows.combine_chunks(), out, pcsv.WriteOptions(include_header=False))
    columns = ", ".join(rows.column_names)
    with cursor.copy(f"copy {table} ({columns}) from stdin (format csv)") as copy:
        copy.write(out.getbuffer())


def copied_numbers(cursor: Any, query: str, columns: int) -> tuple[npt.NDArray[np.int64], ...]:
    """The integer columns of a query, as arrays, by COPY."""
    with cursor.copy(f"copy ({query}) to stdout") as copy:
        text = b"".join(copy)
    found = np.array(text.split(), dtype=np.int64).reshape(-1, columns)
    return tuple(found[:, i] for i in range(columns))

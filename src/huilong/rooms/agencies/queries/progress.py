"""How batches stand (批次进度): placed, worked, given back, collected; cases as a firm may be shown them; deletion."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Max

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.models import Contract, Deletion, Exchange, Placement, Result, WorkFile, WorkRefused
from huilong.rooms.agencies.rules.shown import shown
from huilong.rooms.agencies.terms.work import BatchRow, RowRefused
from huilong.rooms.cases.queries import open_rows


@dataclass(frozen=True)
class BatchOver:
    """What a firm has to delete of a batch (待删除批次). `ended_on`, `due_on` None: a case of it still stands."""

    batch: str
    organisation: int
    firm: str
    cases: int
    ended_on: date | None
    due_on: date | None
    declared_at: datetime | None
    id: int | None

    def overdue(self, on: date) -> bool:
        """Whether it should have been declared by a day and was not."""
        return self.declared_at is None and self.due_on is not None and on > self.due_on


@dataclass(frozen=True)
class PlacedCase:
    """A placed case as its firm may be shown it (委外案件): the contract's fields only, people masked."""

    number: str
    batch: str
    organisation: int
    contract: int
    exit_on: date
    worked_at: datetime | None
    values: dict[str, Any]


def batches(organisation: int | None = None, batch: str | None = None) -> list[BatchRow]:
    """How batches stand, newest first (批次列表): of one firm, or of all the reader sees, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BATCHES, {"organisation": organisation, "batch": batch})
        return [BatchRow(*row) for row in cursor.fetchall()]


def cases_shown(
    organisation: int, *, batch: str | None = None, number: str | None = None
) -> list[PlacedCase]:
    """The standing cases of a firm the reader sees, each with its contract's fields alone (委外案件), by exit day."""
    rows = Placement.objects.filter(organisation=organisation, ended_at=None, begun_at__isnull=False)
    if batch is not None:
        rows = rows.filter(batch=batch)
    if number is not None:
        rows = rows.filter(case__number=number)
    placed = list(rows.select_related("case", "contract").order_by("exit_on", "id"))
    seen = open_rows([one.case.number for one in placed])
    worked = dict(
        Result.objects.filter(placement__in=placed).values("placement").annotate(last=Max("at")).values_list(
            "placement", "last"
        )
    )
    found = []
    for one in placed:
        if one.case.number in seen:
            case = seen[one.case.number]
            values = {name: getattr(case, name, None) for name in one.contract.fields if hasattr(case, name)}
            values |= {"tier": one.tier, "entry_on": one.entry_on, "exit_on": one.exit_on}
            found.append(PlacedCase(
                one.case.number, one.batch, organisation, one.contract_id, one.exit_on, worked.get(one.pk),
                shown(values, one.contract.fields),
            ))  # fmt: skip
    return found


def deletions(organisation: int | None = None, *, over: bool = True) -> list[BatchOver]:
    """The batches of firms and whether what was given of them is deleted (删除情况); `over`: ended ones only."""
    rows = Placement.objects.select_related("organisation")
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    kept = {(one.organisation_id, one.batch): one for one in Deletion.objects.defer("body")}
    days = dict(Contract.objects.values_list("pk", "deletion_days"))
    grouped: dict[tuple[int, str], list[Placement]] = {}
    for one in rows.filter(begun_at__isnull=False).order_by("-id"):
        grouped.setdefault((one.organisation_id, one.batch), []).append(one)
    found = []
    for (firm, batch), these in grouped.items():
        ends = [one.ended_on for one in these if one.ended_on is not None]
        ended = max(ends) if len(ends) == len(these) else None
        done = kept.get((firm, batch))
        due = ended + timedelta(days=days.get(these[0].contract_id, 30)) if ended else None
        row = BatchOver(
            batch, firm, these[0].organisation.name, len(these), ended, due, done.at if done else None,
            done.pk if done else None,
        )  # fmt: skip
        if ended is not None or not over:
            found.append(row)
    return found


def deletion_body(key: int) -> bytes:
    """A certificate's PDF; refuses (`no-such-deletion`) alike whether there is none or it is not the reader's."""
    found = Deletion.objects.filter(pk=key).first()
    if found is None:
        raise Refusal("no-such-deletion", status=404, zh="没有这份证明。", en="There is no such certificate.")
    return bytes(found.body)


def files_given(organisation: int, batch: str) -> Sequence[Exchange]:
    """The files of a batch that were given out (交换记录), newest first."""
    return list(Exchange.objects.filter(organisation=organisation, batch=batch).order_by("-id"))


@dataclass(frozen=True)
class FileRow:
    """A file of results as it is read (结果文件)."""

    id: int
    name: str
    rows: int
    taken: int
    refused: int
    at: datetime
    lines: tuple[RowRefused, ...] = ()


def work_files(organisation: int, most: int = 20) -> list[FileRow]:
    """The files of results a firm brought in (结果文件), newest first."""
    rows = WorkFile.objects.filter(organisation=organisation).annotate(bad=Count("refused")).order_by("-id")[:most]
    return [FileRow(one.pk, one.name, one.rows, one.taken, one.bad, one.at) for one in rows]


def work_file(key: int) -> FileRow:
    """One file with its refused rows; refuses (`no-such-file`) alike whether there is none or it is another's."""
    one = WorkFile.objects.filter(pk=key).first()
    if one is None:
        raise Refusal("no-such-file", status=404, zh="没有这份文件。", en="There is no such file.")
    bad = WorkRefused.objects.filter(file=one).order_by("line", "id")
    lines = tuple(RowRefused(row.line, row.number, row.code, row.zh, row.en) for row in bad)
    return FileRow(one.pk, one.name, one.rows, one.taken, len(lines), one.at, lines)


_BATCHES = """
with placed as (
    select p.*, coalesce(p.ended_on, p.exit_on) as last_on from agencies_placement p
     where (%(organisation)s::bigint is null or p.organisation_id = %(organisation)s)
       and (%(batch)s::text is null or p.batch = %(batch)s)
), worked as (
    select r.placement_id, max(r.at) as last_at, bool_or(r.outcome = 'promise') as promised
      from agencies_result r where r.placement_id in (select id from placed) group by r.placement_id
)
select p.batch, p.organisation_id, o.name, min(p.contract_id), min(p.tier)::int, min(p.entry_on), max(p.exit_on),
       count(*)::int, count(*) filter (where p.ended_at is null)::int, count(w.placement_id)::int,
       count(*) filter (where w.promised)::int,
       count(*) filter (where p.ended = 'returned')::int, count(*) filter (where p.ended = 'recalled')::int,
       count(*) filter (where p.ended = 'expired')::int, count(*) filter (where p.ended = 'closed')::int,
       count(*) filter (where p.ended = 'breach')::int, sum(p.entry_delinquent_fen)::bigint,
       coalesce(sum(m.fen), 0)::bigint, max(w.last_at)
  from placed p join people_organisation o on o.id = p.organisation_id
  left join worked w on w.placement_id = p.id left join agencies_collected(%(organisation)s) m on m.placement = p.id
 group by p.batch, p.organisation_id, o.name order by max(p.id) desc
"""

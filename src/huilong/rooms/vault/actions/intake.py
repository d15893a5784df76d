"""Verbs of the vault (隐私库): take in people, reveal a field. Values are sealed at once and never logged."""

import codecs
import csv
import gzip
import io
import secrets
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
from django.db import connection, transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.vault.models import MissingPeople, Person
from huilong.rooms.vault.queries.keys import PEOPLE, PRINTS, data_key
from huilong.rooms.vault.rules.masking import masked
from huilong.rooms.vault.rules.normal import normal
from huilong.rooms.vault.rules.sealing import NONCE_BYTES, blind, digest, place, seal
from huilong.rooms.vault.rules.sorting import sort_key
from huilong.rooms.vault.terms import COLUMNS, FIELDS, ROLE_NAMES, SEARCHED, PersonRole, SealedRow, Taken

WANTED = ("loan_id", "borrower", "role", *FIELDS)
LATER_FIELDS = ("email",)
"""Fields that came later: a row without one is the same row as before there were any."""
LONGEST = 400  # characters of one value; longer ones are not a person's


def take_people(files: Sequence[str | Path], loan_ids: Collection[str], on: date, actor: str) -> Taken:
    """Seal the people of `loan_ids` found in the people files of the feed, oldest file first (客户资料入库).

    Files are streamed and rows of other loans dropped unread. A later file's rows of a loan replace those of an
    earlier one. The same call again changes nothing. Loans without people are listed for the lender.
    """
    wanted = set(loan_ids)
    key_id, key = data_key(PEOPLE) if wanted else (0, b"")
    prints = data_key(PRINTS)[1] if wanted else b""
    people: dict[str, list[SealedRow]] = {}
    read = refused = 0
    for file in files if wanted else ():
        of_file: dict[str, list[SealedRow]] = {}
        for rows, bad, row in _sealed_rows(Path(file), pa.array(sorted(wanted)), key, prints):
            read, refused = read + rows, refused + bad
            if row is not None:
                of_file.setdefault(row.loan_id, []).append(row)
        people |= of_file
    with transaction.atomic():
        added = _store([row for rows in people.values() for row in rows], key_id, on)
        missing = _list_missing(wanted, on)
        taken = Taken(len(files), read, refused, added, len(people), missing)
        detail = {"rows": read, "refused": refused, "people": added, "loans": len(people), "missing": missing}
        record(verb="vault.people_taken", subject=("night", on.isoformat()), actor=actor, detail=detail, on=on)
    return taken


def _sealed_rows(
    file: Path, wanted: pa.Array, key: bytes, prints: bytes
) -> Iterator[tuple[int, int, SealedRow | None]]:
    """(rows read, rows refused, sealed row or None) as the file is streamed."""
    for batch in _batches(file):
        ours = batch.filter(pc.is_in(batch["loan_id"], value_set=wanted))
        yield batch.num_rows, 0, None
        for row in ours.to_pylist():
            sealed = _sealed(row, key, prints)
            yield 0, int(sealed is None), sealed


def _sealed(row: dict[str, str | None], key: bytes, prints: bytes) -> SealedRow | None:
    """The row sealed, or None for one that is not a person: no name, an unknown role, a formula, an endless value."""
    clean = {name: (row.get(name) or "").strip() for name in WANTED}
    role = ROLE_NAMES.get(clean["role"], clean["role"].lower())
    if (
        role not in list(PersonRole)
        or not clean["name"]
        or clean["name"][0] in "=@+-"
        or max(map(len, clean.values())) > LONGEST
    ):
        return None
    told = [clean[name] for name in FIELDS if clean[name] or name not in LATER_FIELDS]
    own = digest(prints, [role, *told])
    shown = {name: masked(name, clean[name])[:64] for name in FIELDS}
    return SealedRow(
        loan_id=clean["loan_id"],
        borrower=clean["borrower"],
        role=role,
        digest=own,
        name_sort=sort_key(shown["name"]),
        masked=shown,
        sealed={name: _sealed_value(key, clean, role, own, name) for name in FIELDS},
        blinds={name: blind(key, name, normal(name, clean[name])) for name in SEARCHED if clean[name]},
    )


def _sealed_value(key: bytes, clean: dict[str, str], role: str, own: bytes, name: str) -> bytes:
    if not clean[name]:
        return b""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return seal(key, nonce, clean[name].encode(), place(clean["loan_id"], role, own, name))


def _store(rows: list[SealedRow], key_id: int, on: date) -> int:
    """Insert what is new by COPY, end what a newer file no longer says; how many were new."""
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN)
        with cursor.copy("copy taken_people from stdin") as copy:
            for row in rows:
                copy.write_row((
                    row.loan_id, row.borrower, row.role, row.digest, row.name_sort,
                    *(row.masked[name] for name in FIELDS), *(row.sealed[name] for name in FIELDS),
                    *(row.blinds.get(name) for name in SEARCHED),
                ))  # fmt: skip
        cursor.execute("analyze taken_people")
        cursor.execute(_SUPERSEDE, [on])
        cursor.execute(_INSERT, [on])
        added: int = cursor.rowcount
        cursor.execute(_INSERT_SEALED, [key_id])
        cursor.execute(_INSERT_BLINDS)
        cursor.execute("drop table taken_people")
    return added


_MASKED = ", ".join(f"{name}_masked" for name in FIELDS)
_TAKEN = (
    "create temp table taken_people (loan_id text, borrower text, role text, digest bytea, name_sort text, "
    + ", ".join(f"{name}_masked text" for name in FIELDS)
    + ", "
    + ", ".join(f"{name} bytea" for name in FIELDS)
    + ", "
    + ", ".join(f"{name}_blind bytea" for name in SEARCHED)
    + ") on commit drop"
)
_SUPERSEDE = """
update vault_person p set superseded_on = %s
 where superseded_on is null
   and exists (select 1 from taken_people t where t.loan_id = p.loan_id)
   and not exists (select 1 from taken_people t where t.loan_id = p.loan_id and t.digest = p.digest)
"""
_INSERT = f"""
insert into vault_person (loan_id, borrower, role, digest, name_sort, {_MASKED}, known_on)
select distinct on (loan_id, digest) loan_id, borrower, role, digest, name_sort, {_MASKED}, %s
  from taken_people order by loan_id, digest
    on conflict (loan_id, digest) where superseded_on is null do nothing
"""  # noqa: S608 - the names are our own
_OF_TAKEN = """
  from taken_people t join vault_person p on p.loan_id = t.loan_id and p.digest = t.digest and p.superseded_on is null
"""
_INSERT_SEALED = f"""
insert into vault_sealed (person_id, loan_id, key_id, {", ".join(FIELDS)})
select distinct on (p.id) p.id, p.loan_id, %s::bigint, {", ".join("t." + name for name in FIELDS)} {_OF_TAKEN}
 where not exists (select from vault_sealed s where s.person_id = p.id)
"""  # noqa: S608
_INSERT_BLINDS = f"""
insert into vault_blind (person_id, loan_id, field, blind)
select distinct on (p.id, b.field) p.id, p.loan_id, b.field, b.blind {_OF_TAKEN}
 cross join lateral (values {", ".join(f"('{name}', t.{name}_blind)" for name in SEARCHED)}) as b(field, blind)
 where b.blind is not null and not exists (select from vault_blind o where o.person_id = p.id and o.field = b.field)
"""  # noqa: S608


def _list_missing(wanted: set[str], on: date) -> int:
    """List the wanted loans that have no people, forget those that have; how many are missing."""
    have = set(
        Person.objects.filter(loan_id__in=wanted, superseded_on=None).values_list("loan_id", flat=True).distinct()
    )
    gone = wanted - have
    MissingPeople.objects.exclude(loan_id__in=gone).delete()
    MissingPeople.objects.bulk_create([MissingPeople(loan_id=loan, since=on) for loan in sorted(gone)],
                                      ignore_conflicts=True, batch_size=5000)  # fmt: skip
    return len(gone)


def _batches(file: Path) -> Iterator[pa.RecordBatch]:
    """A people file (CSV, gz, XLSX, Parquet) as batches of text columns named in English."""
    name = file.name.lower()
    if name.endswith(".parquet"):
        for batch in pq.ParquetFile(file).iter_batches():
            yield _named(batch, file)
    elif name.endswith(".xlsx"):
        yield _named(_sheet(file), file)
    else:
        yield from _csv(file)


def _csv(file: Path) -> Iterator[pa.RecordBatch]:
    with gzip.open(file, "rb") if file.name.lower().endswith(".gz") else file.open("rb") as raw:
        sample = raw.read(1 << 20)
        raw.seek(0)
        encoding = _encoding(sample)
        names = _header(sample.decode(encoding, errors="replace"))
        reader = pcsv.open_csv(
            raw,
            read_options=pcsv.ReadOptions(encoding=encoding, column_names=names, skip_rows=1, block_size=8 << 20),
            parse_options=pcsv.ParseOptions(invalid_row_handler=lambda row: "skip"),
            convert_options=pcsv.ConvertOptions(
                column_types={column: pa.string() for column in names}, strings_can_be_null=False
            ),
        )
        for batch in reader:
            yield _named(batch, file)


def _header(text: str) -> list[str]:
    return next(csv.reader(io.StringIO(text.lstrip("\ufeff"))), [])


def _encoding(sample: bytes) -> str:
    """UTF-8 unless the file's first megabyte is not; a character cut at its end does not count."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _sheet(file: Path) -> pa.RecordBatch:
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    names = [str(cell).strip() for cell in rows[0]] if rows else []
    columns = list(zip(*rows[1:], strict=True)) or [()] * len(names)
    return pa.record_batch(
        {name: pa.array([str(cell) for cell in column]) for name, column in zip(names, columns, strict=True)}
    )


def _named(batch: pa.RecordBatch, file: Path) -> pa.RecordBatch:
    """The batch with our column names; refuses a file that does not say whose people they are."""
    found = {COLUMNS[name.strip()]: name for name in batch.schema.names if name.strip() in COLUMNS}
    lacking = {"loan_id", "role", "name"} - found.keys()
    if lacking:
        raise Refusal(
            "people-file-header",
            zh=f"客户资料文件 {file.name} 缺少列:{'、'.join(sorted(lacking))}。",
            en=f"The people file {file.name} lacks columns: {', '.join(sorted(lacking))}.",
            remedy_zh="请对照日文件说明检查表头。",
            remedy_en="Check its header against the description of the daily feed.",
            where=file.name,
            status=422,
        )
    empty = pa.nulls(batch.num_rows, pa.string())
    return pa.record_batch({name: batch[found[name]].cast(pa.string()) if name in found else empty for name in WANTED})

"""Reads of the vault (隐私库): masked people, and who is missing. Nothing here returns an unmasked value."""

from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
from django.conf import settings
from django.db import connection

from huilong.kernel.refusal import Refusal
from huilong.rooms.vault.models import MissingPeople, Person
from huilong.rooms.vault.rules.masking import mask_id_number, mask_name, mask_phone, mask_plate, mask_start
from huilong.rooms.vault.rules.sealing import KEY_BYTES, unseal
from huilong.rooms.vault.terms import FIELDS, MaskedPerson, Missing, PersonRole


def people_of(loan_ids: Collection[str]) -> dict[str, list[MaskedPerson]]:
    """The people of each loan, masked, borrower first; a loan without people is not in the answer."""
    order = list(PersonRole)
    rows = Person.objects.filter(loan_id__in=list(loan_ids), superseded_on=None)
    key = vault_key() if rows else b""
    found: dict[str, list[MaskedPerson]] = {}
    for row in sorted(rows, key=lambda row: (order.index(PersonRole(row.role)), row.pk)):
        found.setdefault(row.loan_id, []).append(_masked(row, key))
    return found


def shown_people(loan_ids: Collection[str] | None = None) -> pa.Table:
    """What a list may show: loan_id, name_masked, name_sort, plate_masked, one row a loan (its borrower).

    Of all loans in the vault, or of `loan_ids` only. Opens nothing.
    """
    names = ["loan_id", "name_masked", "name_sort", "plate_masked"]
    table = Person._meta.db_table
    where, given = "", []
    if loan_ids is not None:
        where, given = "and loan_id = any(%s)", [list(loan_ids)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"select distinct on (loan_id) {', '.join(names)} from {table} "  # noqa: S608
            f"where superseded_on is null and role = 'borrower' {where} order by loan_id, id",
            given,
        )
        rows = cursor.fetchall()
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)})


def missing_people() -> list[Missing]:
    """Loans in collections whose people the lender has still to send, longest first."""
    return [Missing(m.loan_id, m.since) for m in MissingPeople.objects.order_by("since", "loan_id")]


def vault_key() -> bytes:
    """The vault's key; refuses when its file is gone, because sealed rows cannot be read without it."""
    file = Path(settings.VAULT_KEY_FILE)
    try:
        key = file.read_bytes()
    except FileNotFoundError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Refusal(
            "no-vault-key",
            zh="找不到隐私库密钥,或密钥文件已损坏。",
            en="The vault's key is not there, or its file is damaged.",
            remedy_zh="请从备份恢复 VAULT_KEY_FILE 指向的文件。",
            remedy_en="Restore the file VAULT_KEY_FILE points to from your backup.",
            status=503,
        )
    return key


def bound_to(loan_id: str, role: str) -> str:
    """What a sealed row is tied to."""
    return f"{loan_id}\x1f{role}"


def _masked(row: Person, key: bytes) -> MaskedPerson:
    values = dict(zip(FIELDS, unseal(key, bytes(row.sealed), bound_to(row.loan_id, row.role)), strict=True))
    return MaskedPerson(
        id=row.pk,
        loan_id=row.loan_id,
        role=PersonRole(row.role),
        name=mask_name(values["name"]) if values["name"] else "",
        id_number=mask_id_number(values["id_number"]),
        phone=mask_phone(values["phone"]),
        address=mask_start(values["address"], 6),
        plate=mask_plate(values["plate"]),
        employer=mask_start(values["employer"], 2),
    )

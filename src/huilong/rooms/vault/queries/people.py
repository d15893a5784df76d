"""Reads of people (客户资料): masked, and who is missing. Nothing here opens anything."""

from collections.abc import Collection

import pyarrow as pa
from django.db import connection

from huilong.rooms.vault.models import Clock, DataKey, Hold, MissingPeople, Person, Sealed
from huilong.rooms.vault.terms import FIELDS, MaskedPerson, Missing, PersonRole


def people_of(loan_ids: Collection[str]) -> dict[str, list[MaskedPerson]]:
    """The people of each loan, masked, borrower first; a loan without people is not in the answer."""
    order = list(PersonRole)
    rows = Person.objects.filter(loan_id__in=list(loan_ids), superseded_on=None)
    found: dict[str, list[MaskedPerson]] = {}
    for row in sorted(rows, key=lambda row: (order.index(PersonRole(row.role)), row.pk)):
        found.setdefault(row.loan_id, []).append(masked_person(row))
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


def masked_person(row: Person) -> MaskedPerson:
    """What a screen may show of a row."""
    shown = {field: getattr(row, f"{field}_masked") for field in FIELDS}
    return MaskedPerson(id=row.pk, loan_id=row.loan_id, role=PersonRole(row.role), **shown)


def status() -> dict[str, int]:
    """How much is kept and under what (概况): counts only, by name."""
    current = DataKey.objects.filter(retired_at=None)
    return {
        "people": Person.objects.count(),
        "loans": Person.objects.values("loan_id").distinct().count(),
        "missing": MissingPeople.objects.count(),
        "clocks": Clock.objects.count(),
        "holds": Hold.objects.filter(released_on=None).count(),
        "keys": current.count(),
        "keys_retired": DataKey.objects.exclude(retired_at=None).count(),
        "sealed_under_retired_keys": Sealed.objects.exclude(key__in=current).count(),
    }


def loans_kept() -> list[str]:
    """The loans whose people are in the vault."""
    return list(Person.objects.values_list("loan_id", flat=True).distinct())


def loans_with_people(loan_ids: Collection[str]) -> set[str]:
    """Those of these loans that have people in the vault."""
    return set(Person.objects.filter(loan_id__in=list(loan_ids)).values_list("loan_id", flat=True))


def people_without_reason(in_collections: Collection[str]) -> int:
    """How many people are kept though their loan is neither in collections nor on a clock. Must be none."""
    reasons = set(in_collections) | set(Clock.objects.values_list("loan_id", flat=True))
    return sum(loan not in reasons for loan in Person.objects.values_list("loan_id", flat=True).iterator())

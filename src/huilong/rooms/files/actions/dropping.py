"""Dropping (删除文件): the files of a case, and what was learned on it, go when the people of its borrower do.

The entries about them stay.
"""

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction

from huilong.rooms.files.actions.adding import one_at_the_address
from huilong.rooms.files.models import File, Learned
from huilong.rooms.files.queries.store import Store
from huilong.rooms.journal.actions import record
from huilong.rooms.vault.queries import people_of


def drop_with_people(loan_ids: Collection[str]) -> int:
    """Drop the files of closed cases of which nobody is kept once the people of these loans are erased; how many.

    Called within the transaction of the erasure. A case of which another loan still has its people keeps its files.
    """
    loans = set(loan_ids)
    of_case: dict[str, set[str]] = defaultdict(set)
    for kept in (File.objects, Learned.objects):
        closed = set(
            kept.filter(case__state="closed", case__case_loans__loan_id__in=loans).values_list("case_id", flat=True)
        )
        found = kept.filter(case_id__in=closed).values_list("case__number", "case__case_loans__loan_id").distinct()
        for number, loan in found:
            of_case[number].add(loan)
    still = people_of({loan for held in of_case.values() for loan in held} - loans) if of_case else {}
    return sum(drop_of(number) for number, held in sorted(of_case.items()) if not held & still.keys())


def drop_of(number: str) -> int:
    """Drop every file of a case, and all that was learned (删除案件文件); how many files. The pages may remove nothing.

    Blobs go after the transaction, those alone that no other file names; killed between, they are swept as orphans.
    """
    with transaction.atomic():
        rows = list(File.objects.filter(case__number=number).values_list("pk", "address"))
        learned, _ = Learned.objects.filter(case__number=number).delete()
        if rows or learned:
            File.objects.filter(pk__in=[key for key, _ in rows]).delete()
            record(verb="file.dropped", subject=("case", number), detail={"files": len(rows), "learned": learned})
            gone = {address for _, address in rows}
            transaction.on_commit(lambda: _unless_named(gone))
    return len(rows)


def _unless_named(addresses: Collection[str]) -> None:
    store = Store()
    for address in sorted(addresses):
        remove_unnamed(store, address)


def remove_unnamed(store: Store, address: str) -> bool:
    """Remove a blob that no row names, unless somebody is just naming it; whether it was removed."""
    with transaction.atomic():
        one_at_the_address(address)
        if File.objects.filter(address=address).exists():
            return False
        store.remove(address)
    return True

"""Entries (凭证) as they were posted: by key, by loan, by party."""

from collections.abc import Iterable

from django.db.models import QuerySet

from huilong.kernel.refusal import Refusal
from huilong.rooms.ledger.models import Entry, Posting
from huilong.rooms.ledger.terms import EntryRow, Line


def entry(entry_id: int) -> EntryRow:
    """One entry. Raises Refusal `no-such-entry`."""
    found = rows_of(Entry.objects.filter(pk=entry_id))
    if not found:
        raise Refusal("no-such-entry", zh="没有这张凭证。", en="There is no such entry.", status=404)
    return found[0]


def entry_of_key(key: str) -> EntryRow | None:
    """The entry of a key (按唯一键查凭证); None: nothing was posted under it."""
    found = rows_of(Entry.objects.filter(key=key))
    return found[0] if found else None


def entries_of(key_prefix: str = "", *, loan: str = "", party: str = "", most: int = 1000) -> list[EntryRow]:
    """The entries of which all that is given is true (相关凭证), in the order they were recorded; `most` at most."""
    if not (key_prefix or loan or party):
        raise ValueError("ask by key, loan or party")
    found = Entry.objects.all()
    if key_prefix:
        found = found.filter(key__startswith=key_prefix)
    if loan:
        found = found.filter(pk__in=Posting.objects.filter(loan=loan).values("entry_id"))
    if party:
        found = found.filter(pk__in=Posting.objects.filter(party=party).values("entry_id"))
    return rows_of(found.order_by("id")[:most])


def rows_of(found: "QuerySet[Entry]") -> list[EntryRow]:
    """Rows of entries with their lines: three queries however many they are."""
    entries = list(found)
    keys = [one.pk for one in entries]
    lines: dict[int, list[Line]] = {key: [] for key in keys}
    for one in Posting.objects.filter(entry_id__in=keys).order_by("entry_id", "no"):
        lines[one.entry_id].append(Line(one.account, one.fen, one.loan, one.party))
    taken_back = dict(Entry.objects.filter(reverses_id__in=keys).values_list("reverses_id", "id"))
    return [_row(one, lines[one.pk], taken_back.get(one.pk)) for one in entries]


def _row(one: Entry, lines: Iterable[Line], reversed_by: int | None) -> EntryRow:
    return EntryRow(
        id=one.pk, kind=one.kind, on=one.on, key=one.key, memo=one.memo, owner=one.owner, recorded_at=one.recorded_at,
        by=one.by, lines=tuple(lines), reverses=one.reverses_id, reversed_by=reversed_by,
    )  # fmt: skip

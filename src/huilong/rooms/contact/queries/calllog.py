"""Reads of call logs (话单): what was taken in, and calls the telephone system knows that the desk does not."""

from datetime import date

from django.db.models import QuerySet

from huilong.rooms.contact.models import CallFile, CallRecord
from huilong.rooms.contact.terms import CallImport, Direction, OutsideCall


def call_files() -> QuerySet[CallFile]:
    """The call logs taken in."""
    return CallFile.objects.all()


def unmatched() -> QuerySet[CallRecord]:
    """Outgoing calls of the call logs that no call of ours matches."""
    return CallRecord.objects.filter(call=None, direction=Direction.OUT)


def unmatched_calls(on: date) -> list[OutsideCall]:
    """Outgoing calls of a day without an act of ours (话单无对应通话): the gaps that compliance looks into."""
    found = unmatched().filter(on=on).order_by("at", "id")
    return [OutsideCall(one.pk, one.record, one.at, one.extension, one.direction, one.seconds) for one in found]


def imported(kept: CallFile, *, again: bool = False) -> CallImport:
    """What came of a call log."""
    bad = tuple((int(line), reason) for line, _, reason in (one.partition(":") for one in kept.bad))
    return CallImport(kept.pk, kept.rows, kept.new, kept.matched, bad, again)

"""Reads of the journal (留痕)."""

from collections.abc import Sequence

from django.db.models import Q

from huilong.rooms.journal.models import Entry
from huilong.rooms.journal.terms import Subject, Trace


def timeline(subjects: Subject | Sequence[Subject], limit: int = 200) -> list[Trace]:
    """What happened to one subject or several, newest first (时间线)."""
    wanted = [subjects] if isinstance(subjects, tuple) else list(subjects)
    if not wanted:
        return []
    which = Q()
    for kind, key in wanted:
        which |= Q(subject_kind=kind, subject=str(key))
    entries = Entry.objects.filter(which).order_by("-at", "-id")[:limit]
    return [Trace(e.at, e.on, e.actor, e.verb, (e.subject_kind, e.subject), e.detail) for e in entries]

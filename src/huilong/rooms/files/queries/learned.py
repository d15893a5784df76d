"""What was learned of a borrower (客户情况), opened; what is in the borrower's file and what it lacks."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from huilong.rooms.files.models import File, Learned
from huilong.rooms.files.rules.completeness import completeness, wanted
from huilong.rooms.files.terms import Completeness, FileItem, FileKind, LearnedKind, LearnedRow, LearnedSource
from huilong.rooms.vault.queries import opened_note
from huilong.rooms.vault.terms import MaskedPerson, PersonRole

PAPERS = {FileItem.IDENTITY: FileKind.IDENTITY, FileItem.CONTRACT: FileKind.CONTRACT}
"""Items that a paper of a kind makes complete."""


def bound_to_case(case_id: int, kind: str) -> str:
    """What a sealed value is bound to, so that it cannot be moved to another case or kind."""
    return f"learned:{case_id}:{kind}"


def learned_of(case_id: int) -> tuple[LearnedRow, ...]:
    """All that was learned on a case (客户情况), what was said last first; of each kind the first stands."""
    rows = Learned.objects.filter(case_id=case_id).select_related("evidence").order_by("-said_on", "-id")
    found, kinds = [], set()
    for row in rows:
        value = json.loads(opened_note(row.key_id, bytes(row.value), bound_to_case(case_id, row.kind)))
        found.append(LearnedRow(
            row.pk, LearnedKind(row.kind), value, LearnedSource(row.source), row.evidence_id,
            row.evidence is not None and row.evidence.withdrawn_at is None, row.said_on, row.learned_at, row.learned_by,
            standing=row.kind not in kinds,
        ))  # fmt: skip
        kinds.add(row.kind)
    return tuple(found)


def kinds_of_papers(case_id: int) -> frozenset[FileKind]:
    """The kinds of papers that a case has and that still count (材料种类)."""
    kept = File.objects.filter(case_id=case_id, withdrawn_at=None).values_list("kind", flat=True)
    return frozenset(FileKind(kind) for kind in kept.distinct())


def completeness_of(
    product: str, papers: frozenset[FileKind], learned: Sequence[LearnedRow], people: Sequence[MaskedPerson]
) -> Completeness:
    """How complete the file of a borrower of this product is (档案完整度), and what is missing."""
    standing = {row.kind: row for row in learned if row.standing}
    owes = [one for one in people if one.role is PersonRole.BORROWER]
    income = standing.get(LearnedKind.INCOME)
    there = {item for item, kind in PAPERS.items() if kind in papers}
    for item, found in (
        (FileItem.INCOME, income is not None and income.evidence_counts),
        (FileItem.RESIDENCE, LearnedKind.RESIDENCE in standing or any(one.address for one in owes)),
        (FileItem.WORK, not {LearnedKind.EMPLOYER, LearnedKind.OCCUPATION}.isdisjoint(standing)
         or any(one.employer for one in owes)),
        (FileItem.CONTACT, any(one.phone for one in owes)),
    ):  # fmt: skip
        there |= {item} if found else set()
    table = _table()
    return completeness(wanted(product, table["products"] or {}, table["default"]), there)


@cache
def _table() -> dict[str, Any]:
    """What each product wants, from the file beside this room's README."""
    text = (Path(__file__).parents[1] / "completeness.yaml").read_text("utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    return read

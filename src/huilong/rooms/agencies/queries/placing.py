"""Reads of placements (委外记录): contracts, what is placed with whom, what can be placed."""

from collections.abc import Collection
from datetime import date

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.models import Contract, Placement
from huilong.rooms.agencies.rules.fee_terms import fee_terms
from huilong.rooms.agencies.terms import ContractRow, PlacementRow, PlaceRefusal, Preview
from huilong.rooms.cases.queries import open_rows, stopped_cases


def contract(key: int) -> ContractRow:
    """One contract (委外合同). Raises Refusal `no-such-contract`, alike for one that is not the reader's to see."""
    found = Contract.objects.filter(pk=key).first()
    if found is None:
        raise Refusal(
            "no-such-contract", status=404, where="contract", zh="没有这份合同。", en="There is no such contract.",
            remedy_zh="请从机构页选择合同。", remedy_en="Choose one on the page of the firm.",
        )  # fmt: skip
    return _contract(found)


def contracts_of(organisation: int, on: date | None = None) -> list[ContractRow]:
    """The contracts of a firm, newest first; those in force on a day if one is asked."""
    wanted = Q() if on is None else Q(from_on__lte=on, to_on__gte=on)
    return [_contract(one) for one in Contract.objects.filter(wanted, organisation=organisation).order_by("-to_on")]


def placements(
    organisation: int | None = None, on: date | None = None, batch: str | None = None
) -> list[PlacementRow]:
    """Placements, oldest first (委外记录): of a firm, of a batch, and if `on` is given only those standing on that day,
    their first and last day included."""
    wanted = Q()
    if organisation is not None:
        wanted &= Q(organisation=organisation)
    if batch is not None:
        wanted &= Q(batch=batch)
    rows = Placement.objects.filter(wanted)
    if on is not None:
        rows = rows.annotate(last=Coalesce(F("ended_on"), F("exit_on"))).filter(entry_on__lte=on, last__gte=on)
    return [row_of(one) for one in rows.select_related("case").order_by("id")]


def open_placements(cases: Collection[str]) -> dict[str, PlacementRow]:
    """The placements that have not ended of these cases, by case number."""
    rows = Placement.objects.filter(case__number__in=list(cases), ended_at=None).select_related("case")
    return {one.case.number: row_of(one) for one in rows}


def placeable(cases: Collection[str], on: date) -> Preview:
    """What of these cases can be placed on a day, and why not the rest (委外预览), in three statements.

    A case goes at most once, whoever has it; not while it is closed, nor while collection of it is stopped.
    """
    numbers = list(dict.fromkeys(cases))
    known = open_rows(numbers)
    standing = Placement.objects.filter(case__number__in=numbers, ended_at=None)
    placed = set(standing.values_list("case__number", flat=True))
    held = stopped_cases(numbers, on)
    refused: dict[PlaceRefusal, list[str]] = {why: [] for why in PlaceRefusal}
    good: list[str] = []
    for number in numbers:
        if number not in known:
            refused[PlaceRefusal.NOT_OPEN].append(number)
        elif number in placed:
            refused[PlaceRefusal.PLACED].append(number)
        elif number in held:
            refused[PlaceRefusal.HELD].append(number)
        else:
            good.append(number)
    amount = sum(known[number].delinquent_fen for number in good)
    return Preview(tuple(good), amount, {why: tuple(found) for why, found in refused.items() if found})


def _contract(one: Contract) -> ContractRow:
    return ContractRow(
        one.pk, one.organisation_id, one.number, one.from_on, one.to_on, fee_terms(one.fee), tuple(one.fields),
        tuple(one.tiers), one.most_days, one.most_extensions, one.most_extension_days, one.deletion_days,
        one.bans_third_parties, one.bans_unlawful, one.notice_given,
    )  # fmt: skip


def row_of(one: Placement) -> PlacementRow:
    """A placement as others read it; its case has to be read with it."""
    return PlacementRow(
        one.pk, one.case.number, one.organisation_id, one.contract_id, one.batch, one.tier, one.stratum, one.entry_on,
        one.exit_on, one.ended_on, one.ended, one.entry_past_due_days, one.entry_delinquent_fen,
        one.begun_at is not None,
    )  # fmt: skip

"""What fees are reckoned from (计费依据): contracts, and the placements of the cases that a contract ever had."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.models import Contract, Placement
from huilong.rooms.agencies.rules.fee_terms import fee_terms
from huilong.rooms.agencies.terms import FeeTerms, PlacementRow


@dataclass(frozen=True)
class PaidUnder:
    """A contract as fees read it (计费合同)."""

    id: int
    number: str
    organisation: int
    organisation_name: str
    from_on: date
    to_on: date
    terms: FeeTerms


def paid_under(contract: int) -> PaidUnder:
    """A contract with its terms (计费合同). Raises Refusal `no-such-contract`."""
    one = Contract.objects.select_related("organisation").filter(pk=contract).first()
    if one is None:
        raise Refusal("no-such-contract", status=404, zh="没有这份委外合同。", en="There is no such contract.")
    return _paid(one)


def contracts_with_placements(until: date) -> list[PaidUnder]:
    """The contracts under which anything was placed by a day (有委外的合同), in order."""
    placed = Placement.objects.filter(entry_on__lte=until).values("contract")
    found = Contract.objects.select_related("organisation").filter(id__in=placed).order_by("id")
    return [_paid(one) for one in found]


def firms_paid() -> list[tuple[int, str]]:
    """The firms that have or had a contract (签约机构), key and name, by name."""
    found = Contract.objects.order_by("organisation__name", "organisation")
    return list(found.values_list("organisation", "organisation__name").distinct())


def placements_to_pay(contract: int, known_at: datetime) -> list[PlacementRow]:
    """Every placement, of whichever firm, of the cases a contract had, as known at a moment (计费委外记录).

    One that ended later than that had not ended yet.
    """
    cases = Placement.objects.filter(contract=contract, placed_at__lte=known_at).values("case")
    found = Placement.objects.filter(case__in=cases, placed_at__lte=known_at)
    return _rows(found.order_by("case", "entry_on", "id"), known_at)


def placements_of_cases(cases: Collection[str], known_at: datetime) -> list[PlacementRow]:
    """Every placement of these cases, as known at a moment (案件委外记录)."""
    found = Placement.objects.filter(case__number__in=list(cases), placed_at__lte=known_at)
    return _rows(found.order_by("case", "entry_on", "id"), known_at)


def _rows(found: QuerySet[Placement], known_at: datetime) -> list[PlacementRow]:
    rows = []
    for one in found.select_related("case").iterator(chunk_size=5000):
        over = one.ended_at is not None and one.ended_at <= known_at
        rows.append(PlacementRow(
            one.pk, one.case.number, one.organisation_id, one.contract_id, one.batch, one.tier, one.stratum,
            one.entry_on, one.exit_on, one.ended_on if over else None, one.ended if over else "",
            one.entry_past_due_days, one.entry_delinquent_fen,
        ))  # fmt: skip
    return rows


def _paid(one: Contract) -> PaidUnder:
    return PaidUnder(
        one.pk, one.number, one.organisation_id, one.organisation.name, one.from_on, one.to_on, fee_terms(one.fee)
    )

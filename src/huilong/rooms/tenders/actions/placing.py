"""Placing what was awarded (委派中标案件): a contract with the fee that was bid, and the cases the draw gave."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huilong.kernel.events import tell
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies import actions as agencies
from huilong.rooms.agencies.queries import placeable
from huilong.rooms.agencies.terms import ContractTerms
from huilong.rooms.journal.actions import record
from huilong.rooms.tenders.actions.publishing import must_be
from huilong.rooms.tenders.models import Dealt, Outcome
from huilong.rooms.tenders.queries import TenderRow, award_of, evaluation_of, kept_standings, tender_row
from huilong.rooms.tenders.terms import Awarded, TenderStage


def place_winner(number: str, firm: int, at: datetime) -> int:
    """Sign with a winner at the fee it bid and place its cases with it (签约并委派); how many.

    Cases that closed or are on hold since the snapshot stay here; the journal says which. The law is asked by the
    placing itself. Raises Refusal `tender-stage`, `not-a-winner`, `placed-already`, and what signing and placing
    refuse.
    """
    tender = tender_row(number, at)
    must_be(tender, TenderStage.AWARDED)
    award = award_of(tender.id)
    one = Outcome.objects.filter(award=award, organisation_id=firm).first()
    if award is None or one is None or not one.cases:
        raise Refusal("not-a-winner", status=404, zh="该机构没有中标。", en="This firm won nothing.")
    if one.batch:
        raise Refusal("placed-already", zh="已委派给该机构。", en="Its cases are placed already.")
    dealt = dict(Dealt.objects.filter(award=award, organisation_id=firm).values_list("case__number", "stratum"))
    good = placeable(sorted(dealt), tender.entry_on).placeable
    contract = one.contract or _signed(tender, firm, at)
    batch = f"{number}-{firm}"
    with_strata = {case: dealt[case] for case in good}
    placed = agencies.place(
        good, firm, contract, batch=batch, tier=tender.tier, entry_on=tender.entry_on, exit_on=tender.exit_on,
        strata=with_strata, at=at,
    )  # fmt: skip
    with transaction.atomic():
        Outcome.objects.filter(pk=one.pk).update(contract=contract, batch=batch)
        told = {"firm": firm, "contract": contract, "placed": placed, "left": sorted(set(dealt) - set(good))}
        record(verb="tender.placed", subject=("tender", number), detail=told, at=at)
        tell(Awarded(number, firm, contract, batch, placed, at))
    return placed


def _signed(tender: TenderRow, firm: int, at: datetime) -> int:
    """A contract with the fee of the firm's bid, for the days of the placement."""
    award = award_of(tender.id)
    assert award is not None  # noqa: S101 - the caller has seen it
    fee = evaluation_of(tender, kept_standings(award)).bids[firm].fee
    terms = ContractTerms(tiers=(tender.tier,), most_days=(tender.exit_on - tender.entry_on).days + 1)
    contract = agencies.sign_contract(
        firm, f"{tender.number}-{firm}", min(tender.entry_on, timezone.localdate(at)), tender.exit_on, fee, terms, at=at
    )  # fmt: skip
    with transaction.atomic():
        Outcome.objects.filter(tender_id=tender.id, award=award, organisation_id=firm).update(contract=contract)
    return contract

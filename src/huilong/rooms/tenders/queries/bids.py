"""Reads of bids (投标): what is under seal, what was opened, and what an evaluation is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from huilong.kernel.refusal import Refusal
from huilong.rooms.tenders.models import Award, Bond, Mark, Outcome, Reveal, SealedBid, Seed, TenderCase
from huilong.rooms.tenders.queries.tenders import TenderRow
from huilong.rooms.tenders.rules.bids import bid_of, check_all
from huilong.rooms.tenders.rules.draw import lot, mixed
from huilong.rooms.tenders.rules.evaluation import evaluate
from huilong.rooms.tenders.rules.sealing import Sealed, read
from huilong.rooms.tenders.rules.told import score_of, standing_of
from huilong.rooms.tenders.terms import Bid, BidFault, BondMove, Checked, Score, Standing


@dataclass(frozen=True)
class SealedRow:
    """A sealed bid (密封投标): its commitment and when the database took it; `revealed_at` once opened."""

    id: int
    organisation: int
    name: str
    commitment: str
    sealed_at: datetime
    revealed_at: datetime | None


@dataclass(frozen=True)
class Evaluation:
    """Everything an award is worked out from (评标材料); anyone who has these rows comes to the same."""

    checked: Mapping[int, Checked]
    scores: tuple[Score, ...]
    standings: Mapping[int, Standing]
    seed: str

    @property
    def bids(self) -> dict[int, Bid]:
        """The bids that count."""
        return {firm: one.bid for firm, one in self.checked.items() if one.bid is not None and not one.faults}


def sealed_of(tender: int, organisation: int | None = None) -> list[SealedRow]:
    """The bids under seal that the reader may know of (密封记录), newest first: a firm its own, the house after."""
    found = SealedBid.objects.filter(tender_id=tender).select_related("organisation", "reveal").order_by("-id")
    if organisation is not None:
        found = found.filter(organisation_id=organisation)
    return [
        SealedRow(
            one.pk, one.organisation_id, one.organisation.name, one.commitment, one.sealed_at,
            one.reveal.revealed_at if hasattr(one, "reveal") else None,
        )
        for one in found.defer("ciphertext", "nonce")
    ]  # fmt: skip


def last_sealed(tender: int, organisation: int) -> tuple[int, Sealed]:
    """A firm's last bid under seal (最后一份密封投标). Raises Refusal `no-sealed-bid`."""
    one = SealedBid.objects.filter(tender_id=tender, organisation_id=organisation).order_by("-id").first()
    if one is None:
        raise Refusal(
            "no-sealed-bid", status=404, zh="贵方没有密封投标。", en="There is no sealed bid of your firm."
        )  # fmt: skip
    return one.pk, Sealed(one.commitment, bytes(one.nonce), bytes(one.ciphertext))


def evaluation_of(tender: TenderRow, standings: Mapping[int, Standing]) -> Evaluation:
    """Checks and scores of a tender whose bids are open (评标), by the standings given."""
    last: dict[int, str] = {}
    for firm, mark in SealedBid.objects.filter(tender_id=tender.id).order_by("id").values_list(
        "organisation_id", "commitment"
    ):
        last[firm] = mark
    opened = dict(Reveal.objects.filter(tender_id=tender.id).values_list("organisation_id", "content"))
    bids = {firm: _read(opened[firm], tender.number, firm) if firm in opened else None for firm in last}
    unreadable = {firm for firm in opened if firm in bids and bids[firm] is None}
    seed = mixed(house_seed(tender.id), [last[firm] for firm in opened if firm in last])
    checked = check_all(bids, tender.strata, tender.rules, standings)
    checked = {firm: _unreadable(one) if firm in unreadable else one for firm, one in checked.items()}
    checked = _bonded(tender, checked)
    marks: dict[int, list[int]] = {}
    for firm, points in Mark.objects.filter(tender_id=tender.id).order_by("id").values_list(
        "organisation_id", "points"
    ):
        marks.setdefault(firm, []).append(points)
    lots = {firm: lot(seed, "tie", str(firm)) for firm in bids}
    scores = evaluate(checked, tender.strata, tender.rules, standings, marks, lots)
    return Evaluation(checked, scores, standings, seed)


def house_seed(tender: int) -> str:
    """The house's part of the seed (抽签种子); readable after closing."""
    return Seed.objects.get(pk=tender).seed


def _read(content: str, number: str, firm: int) -> Bid | None:
    """A bid from what was opened; None where it is not in form, or another's."""
    try:
        bid = bid_of(read(content.encode()))
    except Refusal:
        return None
    return bid if (bid.tender, bid.firm) == (number, firm) else None


def _bonded(tender: TenderRow, checked: Mapping[int, Checked]) -> dict[int, Checked]:
    """Where a bond is asked for, the bids of firms that did not pay it do not count."""
    if not tender.rules.bond_fen:
        return dict(checked)
    paid = set(Bond.objects.filter(tender_id=tender.id, move=BondMove.TAKEN).values_list("organisation_id", flat=True))
    return {
        firm: one if firm in paid else replace(one, faults=(*one.faults, BidFault.NO_BOND))
        for firm, one in checked.items()
    }


def _unreadable(one: Checked) -> Checked:
    return Checked(one.firm, None, (BidFault.UNREADABLE,))


def cases_by_stratum(tender: int) -> dict[str, list[str]]:
    """The numbers of the cases in each stratum (分层案件); the house's to know."""
    found: dict[str, list[str]] = {}
    for stratum, number in TenderCase.objects.filter(tender_id=tender).order_by("case__number").values_list(
        "stratum", "case__number"
    ):
        found.setdefault(stratum, []).append(number)
    return found


def kept_standings(award: Award) -> dict[int, Standing]:
    """What the house knew of the firms when an award was proposed."""
    return {int(firm): standing_of(told) for firm, told in award.standings.items()}


def outcomes_of(award: int) -> list[Outcome]:
    """What every bidder is told of an award (投标结果)."""
    return list(Outcome.objects.filter(award_id=award).select_related("organisation").order_by("organisation__name"))


def my_outcome(tender: int, organisation: int) -> tuple[Outcome, Score | None] | None:
    """What a firm was told (本机构结果); None before the award is decided."""
    one = Outcome.objects.filter(
        tender_id=tender, organisation_id=organisation, told_at__isnull=False
    ).order_by("-id").first()  # fmt: skip
    return None if one is None else (one, score_of(one.score) if one.score else None)

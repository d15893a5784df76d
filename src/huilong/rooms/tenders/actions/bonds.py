"""Bid bonds (投标保证金): money of the firm kept in trust, returned or forfeited under the tender's terms."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.ledger.actions import post_entry
from huilong.rooms.ledger.terms import Line
from huilong.rooms.tenders.actions.publishing import me, must_be
from huilong.rooms.tenders.models import Bond
from huilong.rooms.tenders.queries import TenderRow, evaluation_of, invited, tender_row
from huilong.rooms.tenders.terms import BidFault, BondMove, TenderStage

TRUST, OWED, BANK, INCOME = "1012", "2205", "1002", "5111"


def take_bond(number: str, firm: int, at: datetime) -> int:
    """Note that a firm paid its bid bond in (收取保证金), before closing; the entry.

    Raises Refusal `no-bond`, `bond-moved`.
    """
    tender = _bonded(number, firm, at)
    must_be(tender, TenderStage.OPEN)
    return _moved(tender, firm, BondMove.TAKEN, at)


def return_bond(number: str, firm: int, at: datetime) -> int:
    """Pay a bond back (退还保证金) once the tender is over; the entry.

    Raises Refusal `tender-stage`, `no-bond`, `bond-moved`, and `bond-forfeit` where the bid was not opened.
    """
    tender = _bonded(number, firm, at)
    must_be(tender, TenderStage.AWARDED, TenderStage.CANCELLED)
    if tender.stage is TenderStage.AWARDED and _withdrawn(tender, firm):
        raise Refusal(
            "bond-forfeit", zh="该机构未按时开标,保证金不予退还。", rule="tender:bond",
            en="The bid was not opened in time: it is forfeited.",
        )  # fmt: skip
    return _moved(tender, firm, BondMove.RETURNED, at)


def forfeit_bond(number: str, firm: int, at: datetime) -> int:
    """Keep the bond of a bid that was sealed and not opened in time (没收保证金); the entry.

    Raises Refusal `tender-stage`, `no-bond`, `bond-moved`, and `bond-kept` where it was opened.
    """
    tender = _bonded(number, firm, at)
    must_be(tender, TenderStage.EVALUATING, TenderStage.PROPOSED, TenderStage.AWARDED)
    if not _withdrawn(tender, firm):
        raise Refusal(
            "bond-kept", zh="该机构已按时开标或未投标,不能没收。", en="It opened its bid in time, or made none.",
            rule="tender:bond",
        )  # fmt: skip
    return _moved(tender, firm, BondMove.FORFEITED, at)


def _bonded(number: str, firm: int, at: datetime) -> TenderRow:
    tender = tender_row(number, at)
    if not tender.rules.bond_fen or firm not in invited(tender.id):
        raise Refusal("no-bond", status=404, zh="没有应收的保证金。", en="There is no bond to be paid.")
    return tender


def _withdrawn(tender: TenderRow, firm: int) -> bool:
    one = evaluation_of(tender, {}).checked.get(firm)
    return one is not None and BidFault.NOT_REVEALED in one.faults


def _moved(tender: TenderRow, firm: int, move: BondMove, at: datetime) -> int:
    """One movement with its entry, in one transaction."""
    moves = set(Bond.objects.filter(tender_id=tender.id, organisation_id=firm).values_list("move", flat=True))
    if (move is BondMove.TAKEN) != (not moves) or len(moves) > 1:
        raise Refusal("bond-moved", zh="该保证金已处理或尚未收到。", en="This bond was not paid in, or is dealt with.")
    fen, party = tender.rules.bond_fen, f"firm:{firm}"
    lines = {
        BondMove.TAKEN: [Line(TRUST, fen, party=party), Line(OWED, -fen, party=party)],
        BondMove.RETURNED: [Line(OWED, fen, party=party), Line(TRUST, -fen, party=party)],
        BondMove.FORFEITED: [
            Line(OWED, fen, party=party), Line(TRUST, -fen, party=party), Line(BANK, fen), Line(INCOME, -fen),
        ],
    }[move]  # fmt: skip
    try:
        with transaction.atomic():
            entry = post_entry(
                "bid_bond", timezone.localdate(at), lines, f"tender:{tender.number}:{firm}:{move.value}",
                f"{tender.number} {move.value}", at,
            )  # fmt: skip
            Bond.objects.create(
                tender_id=tender.id, organisation_id=firm, move=move.value, fen=fen, entry=entry, at=at, by=me()
            )
            told = {"firm": firm, "move": move.value, "fen": fen, "entry": entry}
            record(verb="tender.bond_moved", subject=("tender", tender.number), detail=told, at=at)
    except IntegrityError:
        raise Refusal("bond-moved", zh="该保证金已处理。", en="This bond is dealt with already.") from None
    return entry

"""Deposits (保证金): taken in trust, refunded to whoever did not win, counted to the price, forfeited on default."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.money import Fen, yuan
from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions.actions.opening import live_name
from huilong.rooms.auctions.actions.posting import BANK, DEPOSITS, PROCEEDS, TRUST, post
from huilong.rooms.auctions.models import Auction, Deposit, Entry
from huilong.rooms.auctions.queries.floors import stored
from huilong.rooms.auctions.queries.results import held_back
from huilong.rooms.auctions.terms import DepositState, pseudonym
from huilong.rooms.journal.actions import record
from huilong.shell.live import announce


def take_deposit(entry: int, fen: Fen, reference: str, paid_on: date, at: datetime) -> None:
    """Note that a deposit came in (保证金到账), whole, by the bank's reference; posted as money held for its owner.

    Raises Refusal `no-such-entry`, `deposit-amount`, `deposit-there`, `deposit-too-late`.
    """
    found = Entry.objects.filter(pk=entry).first()
    if found is None:
        raise Refusal("no-such-entry", status=404, zh="没有这条参拍登记。", en="There is no such entry.")
    row, told = stored(found.auction_id), reference.strip()[:60]
    asked = row.terms["deposit_fen"]
    if fen != asked or not asked:
        raise Refusal(
            "deposit-amount", status=422, where="fen", zh=f"保证金须为 {yuan(asked)} 元。",
            en=f"The deposit is {yuan(asked)}.", remedy_zh="多付或少付的款项请挂账处理。",
            remedy_en="Put what is more or less into suspense.",
        )  # fmt: skip
    if not told:
        raise Refusal("reference-missing", status=422, where="reference", zh="请填写银行流水号。",
                      en="Give the bank's reference.")  # fmt: skip
    if row.state != "live":
        raise Refusal("deposit-too-late", zh="竞价已不再进行。", en="The auction is not live any more.",
                      remedy_zh="请退回款项。", remedy_en="Send the money back.")  # fmt: skip
    who = acting()
    try:
        with transaction.atomic():
            Deposit.objects.create(
                entry=found, fen=fen, reference=told, paid_on=paid_on, taken_by=who.user if who else 0, taken_at=at
            )
            _posted(found, "deposit", paid_on, [(TRUST, fen), (DEPOSITS, -fen)], at)
            _told("auction.deposit_taken", found, fen, at)
            announce("auction", live_name(found.auction_id), entry=found.number)
    except IntegrityError:
        raise Refusal("deposit-there", zh="该保证金或流水号已登记。", en="This deposit or reference is there already.",
                      remedy_zh="请核对流水号。", remedy_en="Look at the reference again.") from None  # fmt: skip


def refund_deposit(entry: int, on: date, at: datetime) -> None:
    """Note that a deposit was paid back (退还保证金). Raises Refusal `deposit-held-back` for the winner's, and the
    second's while the winner has not paid."""
    with transaction.atomic():
        row = _held(entry)
        auction = Auction.objects.get(pk=row.entry.auction_id)
        if row.entry.number in held_back(auction):
            raise Refusal(
                "deposit-held-back", zh="竞价未结束,或买受人尚未付清,此保证金暂不退还。",
                en="The auction is not over, or the winner has not paid: this deposit stays.",
                remedy_zh="待付清或悔拍处理后退还。", remedy_en="Refund it once that is settled.",
            )  # fmt: skip
        _end(row, DepositState.REFUNDED, at)
        _posted(row.entry, "refund", on, [(DEPOSITS, row.fen), (TRUST, -row.fen)], at)
        _told("auction.deposit_refunded", row.entry, row.fen, at)


def refund_losers(auction: int, on: date, at: datetime) -> int:
    """Pay back every deposit that may be (批量退还); how many. The same call again pays nothing twice."""
    back = held_back(stored(auction))
    waiting = Deposit.objects.filter(entry__auction_id=auction, state="held").exclude(entry__number__in=back)
    keys = list(waiting.values_list("pk", flat=True))
    for key in keys:
        refund_deposit(key, on, at)
    return len(keys)


def count_deposit(auction: int, number: int, at: datetime) -> Fen:
    """Count the winner's deposit to the price (保证金抵价款), within the caller's transaction; how much it is."""
    row = Deposit.objects.select_related("entry").filter(
        entry__auction_id=auction, entry__number=number, state="held"
    ).first()  # fmt: skip
    if row is None:
        return 0
    _end(row, DepositState.COUNTED, at)
    lines = [(DEPOSITS, row.fen), (TRUST, -row.fen), (BANK, row.fen), (PROCEEDS, -row.fen)]
    _posted(row.entry, "counted", timezone.localdate(at), lines, at)
    _told("auction.deposit_counted", row.entry, row.fen, at)
    return row.fen


def forfeit_deposit(auction: int, number: int, at: datetime) -> Fen:
    """Forfeit the deposit of a winner who did not pay (没收保证金): it joins the proceeds; how much it is."""
    row = Deposit.objects.select_related("entry").filter(
        entry__auction_id=auction, entry__number=number, state="held"
    ).first()  # fmt: skip
    if row is None:
        return 0
    _end(row, DepositState.FORFEITED, at)
    lines = [(DEPOSITS, row.fen), (TRUST, -row.fen), (BANK, row.fen), (PROCEEDS, -row.fen)]
    _posted(row.entry, "forfeited", timezone.localdate(at), lines, at)
    _told("auction.deposit_forfeited", row.entry, row.fen, at)
    return row.fen


def _held(entry: int) -> Deposit:
    found = Deposit.objects.select_for_update(of=("self",)).select_related("entry").filter(pk=entry).first()
    if found is None or found.state != "held":
        raise Refusal("no-deposit-held", zh="没有可处理的保证金。", en="There is no deposit held.",
                      remedy_zh="请刷新页面。", remedy_en="Reload the page.")  # fmt: skip
    return found


def _end(row: Deposit, state: DepositState, at: datetime) -> None:
    who = acting()
    Deposit.objects.filter(pk=row.pk, state="held").update(
        state=state.value, ended_by=who.user if who else 0, ended_at=at
    )


def _posted(entry: Entry, what: str, on: date, lines: list[tuple[str, Fen]], at: datetime) -> None:
    party = f"bidder:{entry.bidder_id}"
    told = [(account, fen, party if account == DEPOSITS else "") for account, fen in lines]
    key = f"auction:{entry.auction_id}:{what}:{entry.pk}"
    post(f"auction_{what}", on, told, key, f"{what} {pseudonym(entry.number)}", at)


def _told(verb: str, entry: Entry, fen: Fen, at: datetime) -> None:
    detail = {"bidder": pseudonym(entry.number), "fen": fen}
    record(verb=verb, subject=("auction", entry.auction_id), at=at, detail=detail)

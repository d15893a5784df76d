"""Opening (开设竞价): within the law, by terms that stay; a second person where the law wants one; cancelling."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions.actions.lawful import ask_the_law, barred_from, permission
from huilong.rooms.auctions.models import Auction, Mandate
from huilong.rooms.auctions.queries.floors import stored
from huilong.rooms.auctions.rules.bid_chain import genesis
from huilong.rooms.auctions.rules.terms_told import refuse_unless_sound, told
from huilong.rooms.auctions.terms import ApproveReason, AuctionState, AuctionTerms, CancelReason
from huilong.rooms.compliance.actions import refuse_unless_permitted
from huilong.rooms.compliance.terms import Decision, Verdict
from huilong.rooms.journal.actions import record
from huilong.shell.live import announce

ONE_LIVE = "auctions_one_live_a_subject"
STOPS = (CancelReason.REDEEMED, CancelReason.HOLD)
"""What stops an auction whoever has bid: redeemed by its owner, or held up by law, there is nothing to sell."""


def live_name(auction: int) -> str:
    """As live news and open pages call an auction (实时频道): `AU17`."""
    return f"AU{auction}"


def open_auction(subject: str, title: str, terms: AuctionTerms, at: datetime, *, said: Mapping[str, Any] | None = None,
                 verdict: int | None = None) -> int:  # fmt: skip
    """Put a thing up for auction (开设竞价); the auction's key. `subject` is `kind:key`, for instance `recovery:17`.

    `verdict` is a permission to sell that the caller holds; without one the law is asked here, by what the house knows
    of the subject and what `said` vouches for. Where the law wants a second person the auction waits for
    `approve_auction`. Raises Refusal `auction-terms`, `law-blocked`, `auction-there`.
    """
    refuse_unless_sound(terms, at)
    least = terms.reserve_fen or terms.start_fen
    decision = None if verdict else ask_the_law(subject, least, dict(said or {}), at)
    if decision is not None and decision.answer.verdict is Verdict.BLOCK:
        refuse_unless_permitted(decision)
    allowed = permission(verdict) if verdict else decision is not None and decision.permitted
    state = AuctionState.LIVE if allowed else AuctionState.ASKED
    key = verdict or (decision.id if decision else None)
    try:
        with transaction.atomic():
            return _kept(subject, title, terms, at, state, key, dict(said or {}))
    except IntegrityError as error:
        if ONE_LIVE not in str(error):
            raise
        raise Refusal(
            "auction-there", zh="该标的已有未结束的竞价。", en="This thing is in an auction that is not over.",
            remedy_zh="请等其结束或先撤销。", remedy_en="Wait until it is over, or cancel it first.",
        ) from None  # fmt: skip


def _kept(subject: str, title: str, terms: AuctionTerms, at: datetime, state: AuctionState, verdict: int | None,
          said: dict[str, Any]) -> int:  # fmt: skip
    row = Auction.objects.create(
        title=title.strip()[:120], form=terms.form.value, terms=told(terms), state=state.value,
        opens_at=terms.opens_at, ends_at=terms.closes_at, head="0" * 64, reached=not terms.reserve_fen,
        has_reserve=bool(terms.reserve_fen), made_by=_me(), made_at=at,
    )  # fmt: skip
    head = genesis(row.pk, row.title, row.terms)
    Mandate.objects.create(
        auction=row, subject=subject, reserve_fen=terms.reserve_fen, verdict=verdict, told=said,
        barred=barred_from(subject, terms),
    )  # fmt: skip
    Auction.objects.filter(pk=row.pk).update(head=head)
    detail = {"subject": subject, "state": state.value, "genesis": head, "form": terms.form.value}
    record(
        verb="auction.opened", subject=("auction", row.pk), at=at, detail=detail, verdict=str(verdict or "")
    )
    return int(row.pk)


def approve_auction(key: int, why: ApproveReason, at: datetime) -> None:
    """Let an auction open that waits for a second person (批准开拍): the law is asked again with both by name."""
    row = stored(key)
    _in_state(row, AuctionState.ASKED)
    if row.made_by == _me():
        raise Refusal(
            "not-a-second-person", status=403, rule="four-eyes", zh="开设人不能批准自己开设的竞价。",
            en="Whoever made an auction does not approve it.", remedy_zh="请由另一位负责人批准。",
            remedy_en="Another person in charge has to.",
        )  # fmt: skip
    mandate = Mandate.objects.get(pk=key)
    least = mandate.reserve_fen or row.terms["start_fen"]
    override = {"by": f"user:{row.made_by}", "second": f"user:{_me()}", "why": why.value}
    decision: Decision = ask_the_law(mandate.subject, least, mandate.told, at, override)
    refuse_unless_permitted(decision)
    with transaction.atomic():
        moved = Auction.objects.filter(pk=key, state=AuctionState.ASKED.value)
        if not moved.update(state=AuctionState.LIVE.value, approved_by=_me()):
            _in_state(stored(key), AuctionState.ASKED)
        Mandate.objects.filter(pk=key).update(verdict=decision.id)
        record(
            verb="auction.approved", subject=("auction", key), at=at, detail={"why": why.value},
            verdict=str(decision.id),
        )  # fmt: skip


def cancel_auction(key: int, why: CancelReason, at: datetime) -> None:
    """Take an auction back, before anybody bid (撤销竞价); also later, where the thing may not be sold any more.

    Raises Refusal `auction-has-bids`, `auction-state`.
    """
    with transaction.atomic():
        row = Auction.objects.select_for_update().filter(pk=key).first() or stored(key)
        if row.bids and why not in STOPS:
            raise Refusal(
                "auction-has-bids", zh="已有人出价,不能撤销。", en="Somebody has bid: it cannot be cancelled.",
                remedy_zh="请等竞价结束。", remedy_en="Wait until it is over.",
            )  # fmt: skip
        _in_state(row, AuctionState.LIVE, AuctionState.ASKED)
        Auction.objects.filter(pk=key).update(state=AuctionState.CANCELLED.value, cancelled_why=why.value)
        Mandate.objects.filter(pk=key).update(over=True)
        record(verb="auction.cancelled", subject=("auction", key), at=at, detail={"why": why.value})
        announce("auction", live_name(key), state=AuctionState.CANCELLED.value)


def _in_state(row: Auction, *states: AuctionState) -> None:
    if AuctionState(row.state) not in states:
        word = AuctionState(row.state).word
        raise Refusal(
            "auction-state", zh=f"竞价当前为“{word.zh}”,不能这样做。", en=f"The auction is {word.en}: not now.",
            remedy_zh="请刷新页面。", remedy_en="Reload the page.",
        )  # fmt: skip


def _me() -> int:
    who = acting()
    return who.user if who else 0

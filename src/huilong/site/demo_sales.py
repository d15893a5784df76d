"""The demo's sales (演示处置): cars taken a week ago, one in our own auction with bids, one sold and distributed."""

import hashlib
import io
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.money import fen
from huilong.kernel.refusal import Refusal

Cast = Mapping[str, Acting]
DEALERS = [
    ("bidder", "车商 高远", "高远二手车(演示)"), ("bidder2", "车商 水生", "水生车行(演示)"),
    ("bidder3", "车商 景明", "景明汽车(演示)"),
]  # fmt: skip
CARS, TAKEN_AGO = 3, 20
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2mp41"
ANSWERS = {
    "self_sale_clause": True, "owner_signs": True, "seized_by_authority": False, "stolen_flag": False,
    "registry_search_done": True, "mortgage_registered": True, "court_assist_notice": False,
}  # fmt: skip
"""What the demo's clerk answers, all as it should be."""


def dealers(password: str) -> None:
    """Three dealers with a login each; finance's chart of accounts."""
    from huilong.rooms.people.actions import ensure_organisation, ensure_user
    from huilong.rooms.people.terms import OrganisationKind, Role

    for username, name, firm in DEALERS:
        key = ensure_organisation(firm, OrganisationKind.DEALER)
        ensure_user(username, display_name=name, role=Role.BIDDER, organisation=key, password=password)


def stock(cast: Cast, until: date) -> None:
    """A few cars taken by signed handover a week ago, stored, and handed to be sold."""
    from django.utils import timezone

    from huilong.rooms.cases.queries import numbers_found
    from huilong.rooms.cases.terms import CaseFilter

    day = timezone.make_aware(datetime.combine(until - timedelta(days=TAKEN_AGO), time(10)))
    with act_as(cast["repossession_coordinator"]):
        numbers = list(reversed(numbers_found(CaseFilter(least_days=31), most=200)))
    made = 0
    for number in numbers:
        if made == CARS:
            return
        with suppress(Refusal):  # a case the law does not let us take, or one with an order already: the next one
            _in_stock(cast, number, day)
            made += 1


def _in_stock(cast: Cast, number: str, at: datetime) -> None:
    from huilong.rooms.people.terms import Role
    from huilong.rooms.repossession import actions
    from huilong.site.demo_recovery import _accepted

    key, agent, han = _accepted(cast, number, at), cast["tow_agent"], cast["repossession_coordinator"]
    _taken(cast, key, at + timedelta(hours=4))
    with act_as(agent):
        _to_the_yard(cast, key, at + timedelta(hours=5))
    with act_as(han):
        later = at + timedelta(days=7)
        actions.hand_to_sale(key, user=han.user, role=Role(han.role), at=later)


def _taken(cast: Cast, key: int, at: datetime) -> None:
    """A whole handover, and the taking under an authority asked for then."""
    from huilong.rooms.people.terms import Role
    from huilong.rooms.repossession import actions
    from huilong.rooms.repossession.terms.spot import NEEDED_SLOTS, BelongingPlace, Captured, EvidenceKind, Thing

    who = cast["tow_agent"]
    with act_as(who):
        for slot in NEEDED_SLOTS:
            _keep(key, EvidenceKind.PHOTO, PNG + f"{slot}{key}".encode(), who.user, at, slot=slot)
        actions.list_belongings(key, (Thing("雨伞", 1, BelongingPlace.BOOT),), Captured(at), user=who.user, at=at)
        for kind, body in (
            (EvidenceKind.IDENTITY, PNG), (EvidenceKind.VIDEO, MP4), (EvidenceKind.SIGNATURE, PNG),
            (EvidenceKind.PAPER, PNG),  # the signed form itself, photographed: no typesetter stands by yet
        ):  # fmt: skip
            _keep(key, kind, body + f"{kind}{key}".encode(), who.user, at)
        actions.complete_handover(key, user=who.user, at=at)
        dealt = actions.ask_authority(key, user=who.user, at=at)
        actions.take_or_claim(
            key, dealt.token, Captured(at), signals=(), user=who.user, role=Role(who.role), at=at
        )


def _keep(key: int, kind: Any, body: bytes, user: int, at: datetime, **more: Any) -> None:
    from huilong.rooms.repossession import actions
    from huilong.rooms.repossession.terms.spot import Captured

    captured = Captured(at, hashlib.sha256(body).hexdigest(), 366_500_000, 1_170_200_000, 5)
    actions.keep_evidence(
        key, io.BytesIO(body), kind=kind, slot=more.get("slot"), captured=captured, name="demo.png", user=user, at=at
    )


def _to_the_yard(cast: Cast, key: int, at: datetime) -> None:
    from huilong.rooms.people.terms import Role
    from huilong.rooms.repossession import actions
    from huilong.rooms.repossession.actions.storing import Towed
    from huilong.rooms.repossession.queries.after import yards
    from huilong.rooms.repossession.terms.spot import Captured

    who, yard = cast["tow_agent"], yards(at.date())[0].id
    actions.tow(key, Towed("演示司机", "演示路 8 号", yard, 12, 48_213), Captured(at), user=who.user,
                role=Role(who.role), at=at)  # fmt: skip
    actions.gate_in(
        key, yard, Captured(at), bay="B-17", keys=1, mileage_km=48_225, photos_held=True, user=who.user,
        role=Role(who.role), at=at + timedelta(hours=1),
    )  # fmt: skip


def sales(cast: Cast, until: date) -> None:
    """The first car is in our own auction, bid for; the second was sold to a dealer and its price distributed."""
    from django.utils import timezone

    from huilong.rooms.disposal.queries import stock_page

    day = timezone.make_aware(datetime.combine(until, time(10)))
    with act_as(cast["manager"]):
        keys = [one.id for one in stock_page({}, until).rows]
    for key in keys[:2]:
        _valued(cast, key, day - timedelta(days=6))
    if keys:
        _auctioned(cast, keys[0], day - timedelta(days=5))
    if keys[1:]:
        _sold(cast, keys[1], day - timedelta(days=4))


def _valued(cast: Cast, key: int, at: datetime) -> None:
    from huilong.rooms.disposal import actions
    from huilong.rooms.disposal.terms import CarGrade, ValuationMethod, ValuationSource

    worth = fen("68000")
    said = [
        (ValuationSource.APPRAISER, ValuationMethod.REPLACEMENT_COST, "演示评估行"),
        (ValuationSource.COMPARABLES, ValuationMethod.MEDIAN, ""),
    ]
    with act_as(cast["disposal_clerk"]):
        photo, report, like = (_paper(key, name, at) for name in ("左前45度", "评估报告", "可比车源"))
        actions.answer(key, ANSWERS, at)
        actions.inspect(key, actions.Looked(CarGrade.B, True, 48_230, 1, True), [photo], at)
        for (source, method, firm), file in zip(said, (report, like), strict=True):
            told = actions.Said(source, method, worth, worth * 95 // 100, worth * 105 // 100, at.date(), firm, 12)
            actions.appraise(key, told, file, at)


def _paper(key: int, name: str, at: datetime) -> int:
    """A paper among the files of the car's case."""
    from huilong.rooms.disposal.queries import stock_row
    from huilong.rooms.files import actions as files
    from huilong.rooms.files.terms import FileKind

    body = io.BytesIO(PNG + f"{name} {key}".encode())
    number = stock_row(key, at.date()).number
    return files.add(number, body, kind=FileKind.EVIDENCE, name=f"{name}.png", at=at).id


def _on_sale(cast: Cast, key: int, venue: str, at: datetime) -> int:
    from huilong.rooms.disposal import actions

    with act_as(cast["disposal_clerk"]):
        plan = actions.price(key, venue, None, at)
    _agreed(cast, f"plan:{plan}", "manager", at)
    with act_as(cast["disposal_clerk"]):
        return actions.open_sale(key, at)


def _agreed(cast: Cast, subject: str, by: str, at: datetime) -> None:
    """A second person agrees, if somebody is asked."""
    from huilong.rooms.people.actions import decide
    from huilong.rooms.people.models import Approval

    with act_as(cast[by]), transaction.atomic():
        for one in Approval.objects.filter(subject=subject, state="waiting").values_list("pk", flat=True):
            decide(one, approve=True, actor=cast[by].user, at=at)


def _auctioned(cast: Cast, key: int, at: datetime) -> None:
    """Three dealers are let in, pay their deposits, and two of them bid."""
    from django.utils import timezone

    from huilong.rooms.auctions import actions, queries
    from huilong.rooms.auctions.terms import ApproveReason, AuctionPhase, BidderKind, BidderWhy
    from huilong.rooms.disposal.queries import sale_row

    sale, now = _on_sale(cast, key, "own", at), timezone.localtime()
    with act_as(cast["manager"]):
        auction = sale_row(sale).auction or 0
        row = queries.auction_row(auction, now)
        if row.phase is AuctionPhase.ASKED:
            actions.approve_auction(auction, ApproveReason.PRICE_FAIR, now)
    for n, (name, _who, _firm) in enumerate(DEALERS):
        with act_as(cast[name]):
            bidder = actions.register_bidder(BidderKind.DEALER, f"91310000CAR{n:06d}", now, independent=True)
        with act_as(cast["disposal_clerk"]):
            actions.decide_bidder(bidder, BidderWhy.IN_ORDER, now)
        with act_as(cast[name]):
            actions.enter(auction, now)
    with act_as(cast["finance"]):
        for entry in queries.entries_of(auction):
            actions.take_deposit(entry.id, row.terms.deposit_fen, f"DEMO-{entry.id}", now.date(), now)
    price = row.terms.start_fen
    for n in range(5):
        with act_as(cast[DEALERS[n % 2][0]]):
            actions.bid(auction, price + n * row.terms.step_fen, f"demo-bid-{n}")


def _sold(cast: Cast, key: int, at: datetime) -> None:
    """Three dealers offer, the best gets it; paid, papers kept, handed over; the price waits for a second person."""
    from huilong.rooms.disposal import actions
    from huilong.rooms.disposal.queries import stock_file

    sale, price = _on_sale(cast, key, "dealers", at), fen("64000")
    clerk, finance = cast["disposal_clerk"], cast["finance"]
    with act_as(clerk):
        made = [actions.offer(sale, f"{firm}", price - less, at) for (_u, _n, firm), less in
                zip(DEALERS, (0, 50_000, 90_000), strict=True)]  # fmt: skip
        actions.take_offer(sale, made[0], at)
    with act_as(finance):
        actions.take_price(sale, price, f"DEMO-BANK-{sale}", at)
    with act_as(clerk):
        for kind in stock_file(key, at).papers_missing:
            actions.keep_paper(sale, kind, _paper(key, kind.value, at), at)
        actions.deliver(sale, at)
    with act_as(finance):
        actions.propose(sale, at)

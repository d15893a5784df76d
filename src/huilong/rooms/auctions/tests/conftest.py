"""A lender that sells by auction (竞价测试的人物): a clerk, two managers, finance, and bidders of firms outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from huilong.kernel.acting import Acting, act_as

AT = datetime(2026, 4, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ON = date(2026, 4, 20)
SAID = {
    "self_sale_clause": True, "possession_lawful": True, "registry_search_done": True, "seized_by_authority": False,
    "stolen_flag": False, "mortgage_registered": True, "owner_signs": True, "court_assist_notice": False,
    "personal_bankruptcy_accepted": False, "administrator_or_court_permission": False,
}  # fmt: skip


@contextmanager
def at_work(user: Any) -> Iterator[None]:
    """Within the block this user acts."""
    with act_as(Acting(user.pk, user.organisation_id, user.role, "10.0.0.1")):
        yield


def clock_at(when: datetime) -> None:
    """Let the house's clock in the database stand at `when`; it runs on from there until the test ends."""
    from django.utils import timezone

    ahead = (when - timezone.now()).total_seconds()
    _clock(f"now() + interval '{ahead} seconds'", f"clock_timestamp() + interval '{ahead} seconds'")


def _clock(now: str, moment: str) -> None:
    """Only the owner of the database can do this."""
    from django.db import connection

    head = "create or replace function {}() returns timestamptz language sql {} parallel safe as $$select {}$$;"
    with connection.cursor() as cursor:
        cursor.execute(head.format("house_now", "stable", now) + head.format("house_clock", "volatile", moment))


@pytest.fixture(autouse=True)
def the_clock(request: Any) -> Iterator[None]:
    """After the test the clock tells the time again."""
    yield
    if "house" in request.fixturenames:
        _clock("now()", "clock_timestamp()")


@pytest.fixture
def house(transactional_db) -> dict[str, Any]:
    """Users by name: clerk, boss, second, money, fang inside; b1 to b4 outside, b4 of the firm that took the car."""
    from huilong.rooms.people.actions import ensure_organisation, ensure_user
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    dealers = [ensure_organisation(name, OrganisationKind.DEALER) for name in ("甲车行", "乙车行")]
    tow = ensure_organisation("快拖公司", OrganisationKind.TOW_COMPANY)
    for name, role, place in (
        ("clerk", Role.DISPOSAL_CLERK, lender), ("boss", Role.MANAGER, lender), ("second", Role.MANAGER, lender),
        ("money", Role.FINANCE, lender), ("fang", Role.COMPLIANCE, lender), ("b1", Role.BIDDER, dealers[0]),
        ("b2", Role.BIDDER, dealers[0]), ("b3", Role.BIDDER, dealers[1]), ("b4", Role.BIDDER, tow),
    ):  # fmt: skip
        ensure_user(name, display_name=f"真名{name}", role=role, organisation=place, password="a-long-enough-one")
    return {user.username: user for user in User.objects.all()}


def terms(**more: Any) -> Any:
    """An hour of open bids from 45,000 by 200, with a reserve of 52,000 and a deposit of 5,000."""
    from huilong.rooms.auctions.terms import AuctionTerms

    told = {
        "opens_at": AT, "closes_at": AT + timedelta(hours=1), "start_fen": 4_500_000, "step_fen": 20_000,
        "reserve_fen": 5_200_000, "deposit_fen": 500_000,
    }  # fmt: skip
    return AuctionTerms(**(told | more))


def opened(house: dict[str, Any], *, at: datetime = AT - timedelta(days=1), subject: str = "thing:1",
           title: str = "比亚迪 秦PLUS DM-i 2022款", **more: Any) -> int:  # fmt: skip
    """An auction that a clerk made and a manager let open."""
    from huilong.rooms.auctions import actions
    from huilong.rooms.auctions.models import Auction
    from huilong.rooms.auctions.terms import ApproveReason

    with at_work(house["clerk"]):
        key = actions.open_auction(subject, title, terms(**more), at, said=SAID)
    if Auction.objects.get(pk=key).state == "asked":
        with at_work(house["boss"]):
            actions.approve_auction(key, ApproveReason.PRICE_FAIR, at)
    return key


def let_in(house: dict[str, Any], *names: str) -> None:
    """These users are bidders who were let in."""
    from huilong.rooms.auctions import actions
    from huilong.rooms.auctions.terms import BidderKind, BidderWhy

    for name in names:
        with at_work(house[name]):
            key = actions.register_bidder(BidderKind.DEALER, f"91370100MA3{name}", AT, independent=True)
        with at_work(house["clerk"]):
            actions.decide_bidder(key, BidderWhy.IN_ORDER, AT)


def entered(house: dict[str, Any], auction: int, *names: str, pays: bool = True) -> dict[str, str]:
    """These bidders enter, and pay; their pseudonyms by name."""
    from huilong.rooms.auctions import actions
    from huilong.rooms.auctions.models import Entry

    found = {}
    for name in names:
        with at_work(house[name]):
            found[name] = actions.enter(auction, AT - timedelta(hours=1))
        if pays:
            entry = Entry.objects.get(auction_id=auction, bidder__user=house[name])
            with at_work(house["money"]):
                actions.take_deposit(entry.pk, 500_000, f"B{auction}-{entry.pk}", ON, AT - timedelta(minutes=30))
    return found


def bids(house: dict[str, Any], auction: int, name: str, fen: int, key: str = "") -> Any:
    """One bid."""
    from huilong.rooms.auctions import actions

    with at_work(house[name]):
        return actions.bid(auction, fen, key or f"{name}-{auction}-{fen:010d}")

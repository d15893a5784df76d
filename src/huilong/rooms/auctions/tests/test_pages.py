"""Pages of auctions, asked as the pages' own role: announced, entered, paid, bid, closed; strangers see nothing."""

import json
import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from huilong.rooms.auctions import actions
from huilong.rooms.auctions.models import Auction, Bidder, Entry
from huilong.rooms.people.models import User
from tests.meeting import meeting_as

from .conftest import AT, SAID, clock_at, let_in

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = "比亚迪 秦PLUS DM-i"


class PlainTypesetter:
    """Sets a letter as a bare PDF that holds its values."""

    def pdf(self, letter) -> bytes:
        """The letter's values within a PDF."""
        assert letter.layout == "sale_confirmation"
        return b"%PDF-1.7\n%" + json.dumps(letter.values, ensure_ascii=False).encode() + b"\n%%EOF\n"


@pytest.fixture
def visitors(house) -> dict[str, Client]:
    found = {}
    User.objects.update(language="en")
    let_in(house, "b1", "b2", "b4")
    for name, user in house.items():
        found[name] = Client(headers={"Accept": "text/html", "Accept-Language": "en"})
        found[name].force_login(user)
    yield found


def form(**more):
    start = AT.replace(tzinfo=None)
    return {
        "subject": "thing:9", "title": TITLE, "shown": "号牌: 鲁A·7C596\n里程：4.8 万公里", "form": "open",
        "opens_at": start.isoformat(), "closes_at": (start + timedelta(hours=1)).isoformat(), "start_fen": "45000",
        "step_fen": "200", "reserve_fen": "52000", "deposit_fen": "5000", "last_minutes": "5", "extend_minutes": "5",
        **{name: "yes" if value else "no" for name, value in SAID.items()}, **more,
    }  # fmt: skip


def made(visitors, **more):
    answer = visitors["clerk"].post("/auctions/new", form(**more))
    assert answer.status_code == 302, answer.content.decode()
    place = answer["Location"]
    with meeting_as("night"):
        waits = Auction.objects.get(pk=int(place.strip("/").split("/")[-1])).state == "asked"
    if waits:
        assert visitors["clerk"].post(f"{place}approve", {"why": "price_fair"}).status_code == 403
        assert visitors["boss"].post(f"{place}approve", {"why": "price_fair"}).status_code == 302
    return place


def entered(visitors, place, *names):
    for name in names:
        assert visitors[name].post(f"{place}enter", {"agree": "yes"}).status_code == 302
        with meeting_as("night"):
            entry = Entry.objects.get(bidder__user__username=name)
        paid = {"amount": "5000", "reference": f"bank-{entry.pk}", "paid_on": "2026-04-20"}
        assert visitors["money"].post(f"/auctions/entries/{entry.pk}/deposit", paid).status_code == 302


def key_of(page):
    return re.search(r'name="key" value="([0-9a-f]{32})"', page)[1]


def test_from_the_announcement_to_the_confirmation(visitors, settings, tmp_path, capsys):
    clock_at(AT - timedelta(hours=1))
    with meeting_as("web"):
        place = made(visitors)
        assert "thing:9" in visitors["clerk"].get(place).content.decode()
        entered(visitors, place, "b1", "b2")
    clock_at(AT + timedelta(minutes=58))
    with meeting_as("web"):
        page = visitors["b1"].get(place).content.decode()
        assert "鲁A·7C596" in page and 'value="45000.00"' in page
        key = key_of(page)
        assert visitors["b1"].post(f"{place}bid", {"key": key, "amount": "52000"}).status_code == 302
        assert visitors["b1"].post(f"{place}bid", {"key": key, "amount": "52000"}).status_code == 302  # sent twice
        low = visitors["b2"].post(f"{place}bid", {"key": key_of(visitors["b2"].get(place).content.decode()),
                                                  "amount": "52100"}, follow=True)  # fmt: skip
        assert "too low" in low.content.decode() and "52200.00" in low.content.decode()
        floor = visitors["b2"].get(f"{place}floor").content.decode()
        assert "B-01" in floor and "reached" in floor and "yours is the highest" not in floor
        assert "yours is the highest" in visitors["b1"].get(f"{place}floor").content.decode()
        assert visitors["clerk"].post(f"{place}cancel", {"why": "mistake"}).status_code == 409
    with meeting_as("night"):
        row = Auction.objects.get()
        assert (row.bids, row.price_fen) == (1, 5_200_000)
        assert row.ends_at > AT + timedelta(minutes=62)
    clock_at(row.ends_at + timedelta(seconds=4))
    with meeting_as("night"):
        assert actions.close_due(row.ends_at + timedelta(seconds=4))["sold"] == 1
    with meeting_as("web"):
        settings.TYPESETTER = f"{__name__}.PlainTypesetter"
        paper = visitors["b1"].get(f"{place}confirmation")
        assert paper["Content-Type"] == "application/pdf" and "真名b1" in paper.content.decode()
        assert visitors["b2"].get(f"{place}confirmation").status_code == 404
        assert visitors["clerk"].get(f"{place}confirmation").status_code == 200
        told = visitors["b2"].get(f"{place}chain").content
        assert visitors["money"].post(f"{place}refund").status_code == 302
        assert visitors["money"].post(f"{place}paid").status_code == 302
    file = tmp_path / "chain.json"
    file.write_bytes(told)
    from huilong.site.cli import run

    assert run(["auction", "verify", str(file)]) == 0
    assert "WHOLE 1 bids" in capsys.readouterr().out


def test_a_bidder_sees_no_reserve_no_case_and_nobody_s_name(visitors):
    clock_at(AT - timedelta(hours=1))
    with meeting_as("web"):
        place = made(visitors)
        entered(visitors, place, "b1", "b2")
    clock_at(AT + timedelta(minutes=1))
    with meeting_as("web"):
        visitors["b2"].post(f"{place}bid", {"key": "k" * 32, "amount": "45000"})
        for page in (place, f"{place}floor", f"{place}chain", "/auctions/"):
            said = visitors["b1"].get(page).content.decode()
            for hidden in ("52,000", "52000", "5200000", "thing:9", "真名b2", "乙车行", "bank-"):
                assert hidden not in said.replace('"deposit_fen": 500000', ""), (page, hidden)
        assert visitors["b1"].get("/auctions/bidders").status_code == 403
        assert visitors["b1"].get("/auctions/new").status_code == 403
        assert visitors["b1"].get("/cases/").status_code == 403


def test_the_database_shows_a_bidder_the_own_things_alone(visitors, house):
    from django.db import connection

    from .conftest import at_work

    clock_at(AT - timedelta(hours=1))
    with meeting_as("web"):
        place = made(visitors)
        entered(visitors, place, "b1", "b2")
    with meeting_as("web"), at_work(house["b1"]), connection.cursor() as cursor:
        for table, count in (("mandate", 0), ("bidder", 1), ("entry", 1), ("deposit", 1), ("auction", 1)):
            cursor.execute(f"select count(*) from auctions_{table}")  # noqa: S608
            assert cursor.fetchone()[0] == count, table


@pytest.mark.parametrize("name", ["clerk", "money", "boss"])
def test_nobody_of_the_house_bids(visitors, name):
    clock_at(AT - timedelta(hours=1))
    with meeting_as("web"):
        place = made(visitors)
        for door, told in (("bid", {"amount": "45000", "key": "k" * 32}), ("enter", {"agree": "yes"})):
            assert visitors[name].post(f"{place}{door}", told).status_code == 403
        assert visitors[name].post("/auctions/register", {}).status_code == 403


def test_who_had_a_part_in_the_sale_does_not_enter(visitors, house):
    clock_at(AT - timedelta(hours=1))
    with meeting_as("web"):
        place = made(visitors, barred_firms=str(house["b4"].organisation_id))
        assert visitors["b4"].post(f"{place}enter", {"agree": "yes"}).status_code == 403
        assert visitors["b1"].post(f"{place}enter", {"agree": "yes"}).status_code == 302


def test_who_is_not_let_in_sees_no_auction(visitors):
    clock_at(AT - timedelta(hours=1))
    with meeting_as("web"):
        place = made(visitors)
        said = visitors["b3"].get("/auctions/")
        assert TITLE not in said.content.decode() and "register" in said.content.decode()
        assert visitors["b3"].get(place).status_code == 404
        told = {"kind": "person", "identity": "370102199001011234", "independent": "yes"}
        assert visitors["b3"].post("/auctions/register", told).status_code == 302
        assert visitors["b3"].get(place).status_code == 404
    with meeting_as("night"):
        key = Bidder.objects.get(user__username="b3").pk
        assert "370102" not in Bidder.objects.get(pk=key).identity
    with meeting_as("web"):
        assert visitors["clerk"].post(f"/auctions/bidders/{key}/decide", {"why": "in_order"}).status_code == 302
        assert visitors["b3"].get(place).status_code == 200
        assert visitors["clerk"].post(f"/auctions/bidders/{key}/decide", {"why": "defaulted"}).status_code == 302
        assert visitors["b3"].get(place).status_code == 404


def test_an_auction_is_cancelled_before_a_bid_with_a_reason(visitors):
    clock_at(AT - timedelta(hours=1))
    with meeting_as("web"):
        place = made(visitors)
        assert visitors["clerk"].post(f"{place}cancel", {}).status_code == 422
        assert visitors["clerk"].post(f"{place}cancel", {"why": "redeemed"}).status_code == 302
        again = visitors["clerk"].post("/auctions/new", form())
        assert again.status_code == 302


def test_a_program_is_answered_in_json(visitors):
    clock_at(AT - timedelta(hours=1))
    with meeting_as("web"):
        place = made(visitors)
        entered(visitors, place, "b1")
    clock_at(AT + timedelta(minutes=1))
    with meeting_as("web"):
        ask = {"headers": {"Accept": "application/json"}}
        told = visitors["b1"].post(f"{place}bid", {"key": "p" * 32, "amount": "45000"}, **ask).json()
        assert (told["seq"], told["fen"]) == (1, 4_500_000)
        no = visitors["b1"].post(f"{place}bid", {"key": "q" * 32, "amount": "46000"}, **ask)
        assert (no.status_code, no.json()["title"]) == (409, "bid-highest-already")


def test_the_hour_shown_is_the_database_s(visitors):
    clock_at(AT + timedelta(minutes=1))
    with meeting_as("web"):
        place = made(visitors)
        page = visitors["b1"].get(place).content.decode()
    shown = datetime.fromisoformat(re.search(r'data-now="([^"]+)"', page)[1])
    assert abs(shown - AT - timedelta(minutes=1)) < timedelta(minutes=1)
    assert abs(shown - timezone.now()) > timedelta(days=1)

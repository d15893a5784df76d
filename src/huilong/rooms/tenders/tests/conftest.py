"""A lender with cases to place, three agencies that bid, and a clock that tests may set (招标测试的人物)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 4, 20, 10, 0, tzinfo=ZONE)
QUESTIONS, CLOSES, REVEALS = AT + timedelta(hours=4), AT + timedelta(hours=8), AT + timedelta(hours=10)
AFTER = REVEALS + timedelta(minutes=1)
ENTRY, EXIT = date(2026, 5, 1), date(2026, 10, 31)
CASES = 60


@contextmanager
def acting_as(user: Any) -> Iterator[None]:
    """Within the block this user acts."""
    from huilong.kernel.acting import Acting, act_as

    with act_as(Acting(user.pk, user.organisation_id, user.role, "10.0.0.1")):
        yield


@pytest.fixture
def clock(transactional_db) -> Iterator[Callable[[datetime], None]]:
    """Sets what time it is to the database, which alone decides what is late; as only its owner can."""
    from django.db import connection

    def set_to(moment: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "create or replace function house_clock() returns timestamptz language sql volatile parallel safe as"
                f" $$ select timestamptz '{moment.isoformat()}' $$"
            )

    set_to(AT)
    yield set_to
    with connection.cursor() as cursor:
        cursor.execute(
            "create or replace function house_clock() returns timestamptz language sql volatile parallel safe as"
            " 'select clock_timestamp()'"
        )


@pytest.fixture
def house(settings, clock) -> dict[str, Any]:
    """The users by name, sixty open cases in two buckets and regions, three agencies and a fourth not invited."""
    from django.db import transaction

    from huilong.rooms.agencies.tests.onboarding import onboard
    from huilong.rooms.cases.models import Case
    from huilong.rooms.people.actions import ensure_organisation, ensure_user
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    for name, role in (
        ("boss", Role.MANAGER), ("second", Role.MANAGER), ("fang", Role.COMPLIANCE), ("clerk", Role.FINANCE),
        ("lin", Role.COLLECTOR),
    ):  # fmt: skip
        ensure_user(name, display_name=name, role=role, organisation=lender, password="a-long-enough-one")
    for name in ("jia", "yi", "bing", "ding"):
        firm = ensure_organisation(f"{name}机构", OrganisationKind.AGENCY)
        ensure_user(name, display_name=name, role=Role.AGENCY_MANAGER, organisation=firm, password="a-long-enough-one")
    users = {user.username: user for user in User.objects.all()}
    for name in ("jia", "yi", "bing", "ding"):
        firm, before = users[name].organisation_id, AT - timedelta(days=2)
        with transaction.atomic():
            onboard(firm, users["boss"], users["fang"], before, code=f"91310000{name}")
    for n in range(CASES):
        fen = 500_000 + 10_000 * n
        Case.objects.create(
            number=f"CL2026{n + 1:07d}", borrower=f"B{n}", opened_on=AT.date(), entered_bucket=1, loans=1,
            region="华东" if n % 2 else "华北", past_due_days=20 + 30 * (n % 4 // 2), bucket=1 + n % 4 // 2,
            delinquent_fen=fen, overdue_principal_fen=fen, overdue_interest_fen=0, overdue_fee_fen=0,
            overdue_penalty_fen=0, outstanding_principal_fen=fen * 3, figures_on=AT.date() - timedelta(days=1),
        )  # fmt: skip
    return users


RATES = {"jia": 150_000, "yi": 180_000, "bing": 210_000}
RULES: dict[str, Any] = {"concentration_ppm": 500_000, "sample": 2, "pass_points": 20_000}


def made(house: dict[str, Any], rules: dict[str, Any] | None = None) -> str:
    """A tender of all cases, not published."""
    from huilong.rooms.cases.terms import CaseFilter
    from huilong.rooms.tenders.actions import make_tender
    from huilong.rooms.tenders.rules.told import rules_of

    with acting_as(house["boss"]):
        return make_tender(
            CaseFilter(), "五月委外", rules_of({**RULES, **(rules or {})}), entry_on=ENTRY, exit_on=EXIT, tier=1,
            user=house["boss"].pk, at=AT,
        )  # fmt: skip


def published(house: dict[str, Any], rules: dict[str, Any] | None = None, firms: tuple[str, ...] = ()) -> str:
    """A tender that three agencies may bid for."""
    from huilong.rooms.tenders.actions import publish

    number = made(house, rules)
    keys = [house[name].organisation_id for name in firms or ("jia", "yi", "bing")]
    with acting_as(house["boss"]):
        publish(number, keys, questions_until=QUESTIONS, closes_at=CLOSES, reveals_until=REVEALS, at=AT)
    return number


def bid_data(house: dict[str, Any], number: str, name: str, rate_ppm: int = 180_000, **more: Any) -> dict[str, Any]:
    """What a firm offers: all strata, enough capacity, a rate."""
    from huilong.rooms.tenders.queries import tender_row

    with acting_as(house["boss"]):
        strata = tender_row(number, AT).strata
    return {
        "form": "huilong-bid-1", "tender": number, "firm": house[name].organisation_id, "salt": "5e" * 32,
        "fee": {"form": "rate", "rate_ppm": rate_ppm}, "lines": [{"stratum": s.code, "most": s.cases} for s in strata],
        "capacity": CASES, "explanation": "", **more,
    }  # fmt: skip


def key_of(name: str) -> bytes:
    """The key of a firm."""
    return name.encode().ljust(32, b"k")


def seal_bid(house: dict[str, Any], number: str, name: str, at: datetime = AT, **more: Any) -> int:
    """A firm seals its bid and hands it in."""
    from huilong.rooms.tenders.actions import submit
    from huilong.rooms.tenders.rules.sealing import canonical, seal

    sealed = seal(canonical(bid_data(house, number, name, **more)), key_of(name), name.encode().ljust(12, b"n"))
    with acting_as(house[name]):
        return submit(number, sealed, at)


def open_bid(house: dict[str, Any], number: str, name: str, at: datetime = CLOSES) -> int:
    """A firm opens what it sealed."""
    from huilong.rooms.tenders.actions import reveal

    with acting_as(house[name]):
        return reveal(number, key_of(name), at)


def all_bid(house: dict[str, Any], number: str, clock: Any, rates: dict[str, int] | None = None) -> None:
    """Three firms seal; it closes; they open."""
    rates = rates or RATES
    for name, rate in rates.items():
        seal_bid(house, number, name, rate_ppm=rate)
    clock(CLOSES)
    for name in rates:
        open_bid(house, number, name)
    clock(AFTER)


def awarded(house: dict[str, Any], clock: Any, rules: dict[str, Any] | None = None) -> str:
    """A tender awarded: proposed by one, approved by another."""
    from huilong.rooms.people.actions import decide
    from huilong.rooms.tenders.actions import propose

    number = published(house, rules)
    all_bid(house, number, clock)
    with acting_as(house["boss"]):
        asked = propose(number, AFTER)
    with acting_as(house["second"]):
        decide(asked, approve=True, actor=house["second"].pk, at=AFTER)
    return number

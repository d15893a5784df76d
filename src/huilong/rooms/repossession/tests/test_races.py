"""Races with real threads and real commits: what commits first counts; nobody has paid before and is taken from."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases import actions as cases
from huilong.rooms.cases.terms import FlagKind
from huilong.rooms.collateral.models import Vehicle
from huilong.rooms.ledger.actions import post_receipt
from huilong.rooms.ledger.models import DeskReceipt
from huilong.rooms.people.terms import Role
from huilong.rooms.repossession import actions
from huilong.rooms.repossession.models import Authority, Ground, Order, OrderStep
from huilong.rooms.repossession.terms import BasisKind, SecurityKind
from tests.meeting import meeting_as

from .acting import at_work, authority, sent
from .conftest import AT, FIRST, ON_DAY, TOLD

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + timedelta(seconds=30)
TABLES = "repossession_authority, repossession_order_step, ledger_desk_receipt, cases_flag"


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What becomes of acts begun at the same moment, each by a thread of its own that meets the database as a page."""
    found: list[object] = [None] * len(acts)
    barrier = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            with meeting_as("web"):
                connection.ensure_connection()
                barrier.wait()
                found[place] = act()
        except Refusal as refusal:
            found[place] = refusal
        except Exception as error:  # an error is told by the test, not lost with the thread
            found[place] = error

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    for one in found:
        assert not isinstance(one, Exception) or isinstance(one, Refusal), one
    return found


def test_two_organisations_order_the_same_car_and_one_gets_it(cast):
    """The agency's case and the house's have loans on the same car."""
    Vehicle.objects.filter(loan_id="L3").update(vin=Vehicle.objects.get(loan_id="L1").vin)
    keys = dict(Vehicle.objects.values_list("loan_id", "id"))

    def ask(name, number, loan):
        who = cast[name]

        def act():
            with at_work(who):
                return actions.request(number, keys[loan], BasisKind.HANDOVER, security=SecurityKind.MORTGAGE,
                                       told=TOLD, user=who.pk, role=Role(who.role), at=AT)  # fmt: skip

        return act

    found = at_once(ask("lin", FIRST, "L1"), ask("chief", "CL20260000003", "L3"))
    refused = [one for one in found if isinstance(one, Refusal)]
    assert [one.code for one in refused] == ["vehicle-has-order"]
    assert all(name not in refused[0].says.en + refused[0].says.zh for name in ("CL2026", "甲机构", "回笼"))
    assert Order.objects.count() == 1


def the_car_as_before() -> None:
    """The order at the car again, with no money and no authority."""
    from django.db import connection as own

    with own.cursor() as cursor:
        cursor.execute(f"truncate {TABLES} cascade")
    Order.objects.update(state="accepted")


def race(cast, key, against, rounds):
    """Race a taking against an act so many times; how often each won. Fails where both did."""
    who, won = cast["tow"], {"taken": 0, "stopped": 0}
    for _round in range(rounds):
        the_car_as_before()
        with meeting_as("web"):
            dealt = authority(cast, key)

        def take(dealt=dealt):
            with at_work(who):
                return actions.taken(key, dealt.token, user=who.pk, at=LATER, occupants=False, resistance=False,
                                     road_danger=False)  # fmt: skip

        taken, _other = at_once(take, against)
        told = list(OrderStep.objects.order_by("id").values_list("verb", flat=True))
        assert Order.objects.get().state == ("accepted" if isinstance(taken, Refusal) else "taken")
        assert [one for one in told if one in ("take", "warn")] == (
            ["warn"] if isinstance(taken, Refusal) else ["take", "warn"]
        ), told  # what stops a taking came before it and it was refused, or after it
        assert (Authority.objects.get().ended == "used") is not isinstance(taken, Refusal)
        won["stopped" if isinstance(taken, Refusal) else "taken"] += 1
    return won


@pytest.fixture
def at_the_car(cast, crews):
    key = sent(cast, crews["firm"])
    papers = dict.fromkeys(("paper", "identity", "video", "inventory"), 1)
    Ground.objects.create(order_id=key, kind="handover", on=ON_DAY, files=papers, given_at=AT, given_by="system")
    return key


def paying(cast):
    who = cast["money"]

    def pay():
        with at_work(who):
            post_receipt(loan_id="L1", on=ON_DAY, amount_fen=400_000, actor=f"user:{who.pk}", today=ON_DAY, at=LATER)

    return pay


def flagging(cast):
    def flag():
        with at_work(cast["lin"]):
            cases.set_flag(FIRST, FlagKind.DISPUTE, since=ON_DAY, at=LATER)

    return flag


def test_a_receipt_and_a_taking_at_once_are_one_after_the_other(cast, at_the_car):
    won = race(cast, at_the_car, paying(cast), 12)
    assert sum(won.values()) == 12
    assert DeskReceipt.objects.count() == 1


def test_a_dispute_and_a_taking_at_once_are_one_after_the_other(cast, at_the_car):
    assert sum(race(cast, at_the_car, flagging(cast), 6).values()) == 6


@pytest.mark.slow
def test_a_receipt_and_a_taking_at_once_three_hundred_times(cast, at_the_car):
    won = race(cast, at_the_car, paying(cast), 300)
    assert sum(won.values()) == 300
    assert min(won.values()) > 0, f"a race that one side always wins is none: {won}"


def test_two_phones_ask_at_once_and_one_authority_is_dealt(cast, at_the_car):
    who = cast["tow"]

    def ask():
        with at_work(who):
            return actions.ask_authority(at_the_car, user=who.pk, at=LATER)

    first, second = at_once(ask, ask)
    assert first.authority == second.authority
    assert Authority.objects.count() == 1


def test_a_car_is_taken_once_however_often_it_is_told(cast, at_the_car):
    who = cast["tow"]
    with meeting_as("web"):
        dealt = authority(cast, at_the_car)

    def take():
        with at_work(who):
            return actions.taken(at_the_car, dealt.token, user=who.pk, at=LATER, occupants=False, resistance=False,
                                 road_danger=False)  # fmt: skip

    found = at_once(take, take, take)
    assert sum(isinstance(one, int) for one in found) == 1
    assert OrderStep.objects.filter(verb="take").count() == 1

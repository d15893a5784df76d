"""The live authority, asked as the pages' own role: dealt, renewed, ended by news, used once."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases import actions as cases
from huilong.rooms.cases.terms import DutyEnd, DutyKind, FlagKind
from huilong.rooms.ledger.actions import post_receipt
from huilong.rooms.people.actions import leave
from huilong.rooms.people.terms import Role
from huilong.rooms.relief.tests import acting as relief
from huilong.rooms.repossession import actions, queries
from huilong.rooms.repossession.models import Authority, Ground, Order, OrderStep
from huilong.rooms.repossession.terms import OrderState, StopCause
from tests.meeting import meeting_as

from .acting import at_work, authority, sent
from .conftest import AT, FIRST, ON_DAY

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + timedelta(seconds=30)
DUE = 400_000


@pytest.fixture
def held(cast, crews):
    """An order with its papers in the hands of `tow` at the car, met as the pages meet the database."""
    key = sent(cast, crews["firm"])
    papers = dict.fromkeys(("paper", "identity", "video", "inventory"), 1)
    Ground.objects.create(order_id=key, kind="handover", on=ON_DAY, files=papers, given_at=AT, given_by="system")
    with meeting_as("web"):
        yield key, authority(cast, key)


def take(cast, held, at=LATER, by="tow", token=None, **seen):
    key, dealt = held
    with at_work(cast[by]):
        return actions.taken(key, token or dealt.token, user=cast[by].pk, at=at,
                             **{"occupants": False, "resistance": False, "road_danger": False, **seen})  # fmt: skip


def ended() -> list[tuple[str, str]]:
    with meeting_as("night"):
        return list(Authority.objects.order_by("id").values_list("ended", "ended_by"))


def state_of(key: int) -> str:
    with meeting_as("night"):
        return Order.objects.get(pk=key).state


def pay(cast, fen=DUE, by="money", loan="L1"):
    who = cast[by]
    with at_work(who):
        post_receipt(loan_id=loan, on=ON_DAY, amount_fen=fen, actor=f"user:{who.pk}", today=ON_DAY, at=LATER)


def test_a_car_is_taken_under_a_live_authority(cast, held):
    take(cast, held)

    assert state_of(held[0]) == "taken"
    assert [one for one, _ in ended()] == ["used"]
    with pytest.raises(Refusal, match="no-authority"):
        take(cast, held)


def test_what_is_paid_to_the_stop_amount_ends_it_at_once(cast, held):
    pay(cast)

    assert ended() == [("paid", f"user:{cast['money'].pk}")]
    with pytest.raises(Refusal) as refused:
        take(cast, held)
    assert refused.value.where == "paid"


def test_part_of_it_does_not(cast, held):
    pay(cast, 300_000)

    assert ended() == [("", "")]
    assert take(cast, held)


def flag(cast, kind):
    with at_work(cast["lin"]):
        cases.set_flag(FIRST, kind, since=ON_DAY, evidence="文书 12", at=LATER)


def promise(cast):
    with at_work(cast["lin"]):
        cases.promise(FIRST, 100_000, ON_DAY + timedelta(days=3), channel="call", today=ON_DAY, at=LATER)


def relieve(cast):
    key = relief.offer(cast, at=AT)
    relief.approve(cast, key, "lead", at=AT)
    with at_work(cast["lin"]):
        from huilong.rooms.relief import actions as reliefs

        reliefs.accept(key, LATER)


def hand_on(cast):
    with at_work(cast["han"]):
        cases.recall([FIRST], DutyKind.RECOVER, actor=f"user:{cast['han'].pk}", at=LATER, why=DutyEnd.RECALLED)


def close_account(cast):
    with at_work(cast["admin"]):
        leave(cast["tow"].pk, actor=cast["admin"].pk, at=LATER)


def recall(cast):
    with at_work(cast["han"]):
        actions.recall(Order.objects.get().pk, "换人", role=Role.REPOSSESSION_COORDINATOR, at=LATER)


def stop(cast):
    with at_work(cast["boss"]):
        actions.stop(Order.objects.get().pk, "不再收", role=Role.MANAGER, at=LATER)


STOPPING = {
    **{kind.value: (lambda cast, kind=kind: flag(cast, kind), kind.value) for kind in (
        FlagKind.DISPUTE, FlagKind.COMPLAINT, FlagKind.HOLD, FlagKind.HARDSHIP, FlagKind.DEATH, FlagKind.BANKRUPTCY,
        FlagKind.MILITARY, FlagKind.COURT_STAY, FlagKind.INCAPACITATED, FlagKind.MINOR,
    )},
    "promise": (promise, "promise"), "relief": (relieve, "relief"), "duty": (hand_on, "duty"),
    "account": (close_account, "duty"), "recall": (recall, "recalled"), "stop": (stop, "recalled"),
}  # fmt: skip


@pytest.mark.parametrize("news", STOPPING)
def test_news_ends_it_in_the_same_transaction_and_the_car_is_not_taken(cast, held, news):
    act, cause = STOPPING[news]
    act(cast)

    assert [one for one, _ in ended()] == [cause]
    with pytest.raises(Refusal):
        take(cast, held)
    assert state_of(held[0]) != "taken"


def test_it_ends_after_its_minutes_and_may_be_renewed_before(cast, held):
    key, dealt = held
    with at_work(cast["tow"]):
        again = actions.renew(key, user=cast["tow"].pk, at=AT + timedelta(seconds=200))
    assert again.authority == dealt.authority
    assert again.expires_at == AT + timedelta(seconds=500)
    with pytest.raises(Refusal) as refused:
        take(cast, held, at=AT + timedelta(seconds=301))  # the old token ran out, the authority did not
    assert refused.value.where == "expired"
    assert take(cast, (key, again), at=AT + timedelta(seconds=499))


def test_nobody_else_takes_with_it(cast, held):
    with pytest.raises(Refusal):
        take(cast, held, by="field")
    with pytest.raises(Refusal) as refused:
        take(cast, held, token=held[1].token[:-4] + "AAAA")
    assert refused.value.where == "expired"
    assert ended() == [("", "")]


def test_without_the_papers_of_the_day_the_car_stays(cast, crews):
    key = sent(cast, crews["firm"])
    with meeting_as("web"):
        dealt = authority(cast, key)
        with pytest.raises(Refusal) as refused:
            take(cast, (key, dealt))
    assert refused.value.where == "basis"
    assert ended() == [("", "")]


def test_resistance_stops_it_by_law(cast, held):
    with pytest.raises(Refusal) as refused:
        take(cast, held, resistance=True)
    assert refused.value.rule == "CN-REPO-010"
    assert [one for one, _ in ended()] == ["law"]


def test_at_night_there_is_none(cast, crews):
    key = sent(cast, crews["firm"])
    with meeting_as("web"), pytest.raises(Refusal) as refused:
        authority(cast, key, at=AT.replace(hour=22, minute=30))
    assert refused.value.rule == "CN-REPO-011"


def test_what_is_told_afterwards_is_marked_late_and_is_no_taking(cast, held):
    key, dealt = held
    pay(cast)
    with at_work(cast["tow"]):
        actions.claim_taken(key, dealt.token, happened_at=AT + timedelta(seconds=20), user=cast["tow"].pk,
                            role=Role.AGENCY_AGENT, at=AT + timedelta(minutes=30))  # fmt: skip
    with meeting_as("night"):
        line = OrderStep.objects.get(verb="claim")
        assert queries.order_row(key).state is OrderState.CLAIMED
    assert (line.late, line.at, line.detail["covered"]) == (True, AT + timedelta(seconds=20), True)
    assert line.entered_at > line.at


def test_the_holder_confirms_the_stop_and_else_it_goes_up(cast, held):
    pay(cast)
    with meeting_as("night"):
        assert actions.guard(LATER + timedelta(seconds=59))["escalated"] == 0
    with meeting_as("night"):
        assert actions.guard(LATER + timedelta(seconds=61))["escalated"] == 1
        assert actions.guard(LATER + timedelta(seconds=62))["escalated"] == 0
    with at_work(cast["tow"]):
        actions.acknowledge(held[1].authority, user=cast["tow"].pk, at=LATER + timedelta(seconds=70))
    with at_work(cast["field"]), pytest.raises(Refusal, match="no-such-authority"):
        actions.acknowledge(held[1].authority, user=cast["field"].pk, at=LATER)


def test_the_guard_finds_what_came_in_the_lenders_file(cast, held):
    from huilong.rooms.relief.tests.conftest import pay as lender_pays

    lender_pays("L1", ON_DAY, DUE)
    with meeting_as("night"):
        counts = actions.guard(LATER)
    assert (counts["looked"], counts["ended"]) == (1, 1)
    assert [one for one, _ in ended()] == ["paid"]


def test_the_database_refuses_a_taking_without_one_whoever_writes_it(cast, crews):
    key = sent(cast, crews["firm"])
    with pytest.raises(DatabaseError, match="no car is taken"), transaction.atomic():
        Order.objects.filter(pk=key).update(state="taken")
    authority(cast, key)
    Authority.objects.update(ended="paid", ended_at=LATER, ended_by="system")
    with pytest.raises(DatabaseError, match="stays ended"), transaction.atomic():
        Authority.objects.update(ended="", ended_at=None, ended_by="")
    with pytest.raises(DatabaseError, match="appended"), transaction.atomic():
        OrderStep.objects.update(at=LATER)


def test_a_licence_that_ran_out_stops_it(cast, crews):
    from huilong.rooms.repossession.models import Crew

    key = sent(cast, crews["firm"])
    Crew.objects.update(licensed_until=date(2026, 4, 19))
    with meeting_as("web"), pytest.raises(Refusal) as refused:
        authority(cast, key)
    assert refused.value.where == StopCause.LICENCE

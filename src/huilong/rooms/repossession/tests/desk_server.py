"""The real server (作业库服务器): the room's actions over the database, as the machine of the proof asks it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases import actions as cases
from huilong.rooms.cases.terms import FlagEnd, FlagKind
from huilong.rooms.ledger.actions import post_receipt, reverse_receipt
from huilong.rooms.ledger.terms import ReverseReason
from huilong.rooms.people.terms import Role
from huilong.rooms.repossession import actions, queries
from huilong.rooms.repossession.models import Authority, Ground, Order
from huilong.rooms.repossession.terms import Dealt, OrderVerb

from .acting import asked, at_work, decide
from .conftest import AT, FIRST, ON_DAY
from .proof import Answer

CASES = {"a": (FIRST, "L1"), "b": ("CL20260000002", "L2")}
BEFORE = AT - timedelta(days=1)
"""When every duty of an earlier run was over: each run begins at the same moment, and those reached past it."""
ON_LATE = datetime(2026, 4, 21, 10, 0, tzinfo=AT.tzinfo)
PAPERS = dict.fromkeys(("paper", "identity", "video", "inventory"), 1)
FLAGS = {"dispute": FlagKind.DISPUTE, "hardship": FlagKind.HARDSHIP, "court_stay": FlagKind.COURT_STAY}


class DeskServer:
    """Two cases, one car each; what an earlier run left behind is ended first."""

    news = ("paid", *FLAGS)
    silent = ()

    def __init__(self, cast: dict[str, Any], crews: dict[str, int]) -> None:
        self.cast = cast
        self.crews = {"tow": crews["firm"], "field": crews["own"]}
        self.said: dict[tuple[str, str], int] = {}
        from huilong.rooms.cases.models import Duty, Flag
        from huilong.rooms.ledger.models import DeskReceipt
        from tests.meeting import meeting_as

        with meeting_as("night"):  # a fresh desk for each run, whatever the last one left
            Order.objects.update(state="stopped")
            Duty.objects.filter(kind="recover").update(since=BEFORE, until=BEFORE, ended="recalled")
            Authority.objects.filter(ended_at=None).update(ended="recalled", ended_at=ON_LATE, ended_by="system")
            Flag.objects.filter(ended_at=None).update(ended_at=ON_LATE, ended_by="system", ended_why="over")
            DeskReceipt.objects.filter(reversed_at=None).update(
                reversed_at=ON_LATE, reversed_by="system", reversed_why="mistyped"
            )

    def order(self, car: str, at: datetime) -> int | None:
        try:
            key = asked(self.cast, by="boss", number=CASES[car][0], at=at)
        except Refusal as refusal:
            assert refusal.code == "vehicle-has-order"
            return None
        decide(self.cast, key, "second", at=at)
        return key

    def send(self, order: int, phone: str, at: datetime) -> None:
        han, who = self.cast["han"], self.cast[phone]
        with at_work(han):
            role = Role(han.role)
            made = actions.quote(order, self.crews[phone], "handover_pickup", 12, user=han.pk, role=role, at=at)
            actions.dispatch(order, made, role=role, at=at, agent=who.pk)
            Ground.objects.create(order_id=order, kind="handover", on=ON_DAY, files=PAPERS, given_at=at,
                                  given_by=f"user:{han.pk}")  # fmt: skip
        with at_work(who):
            actions.accept(order, role=Role(who.role), at=at, agent=who.pk)

    def recall(self, order: int, at: datetime) -> None:
        with at_work(self.cast["han"]):
            actions.recall(order, "recalled", role=Role.REPOSSESSION_COORDINATOR, at=at)

    def undo(self, order: int, at: datetime) -> None:
        with at_work(self.cast["han"]):
            actions.move(order, OrderVerb.UNDO, role=Role.REPOSSESSION_COORDINATOR, at=at)

    def say(self, car: str, kind: str, at: datetime) -> None:
        number, loan = CASES[car]
        money, boss = self.cast["money"], self.cast["boss"]
        if kind == "paid":
            with at_work(money):
                made = post_receipt(loan_id=loan, on=ON_DAY, amount_fen=400_000, actor=f"user:{money.pk}", today=ON_DAY,
                                    at=at)  # fmt: skip
        else:
            with at_work(boss):
                made = cases.set_flag(number, FLAGS[kind], since=ON_DAY, evidence="文书 12", at=at)
        self.said[car, kind] = made

    def unsay(self, car: str, kind: str, at: datetime) -> None:
        with at_work(self.cast["money" if kind == "paid" else "boss"]):
            if kind == "paid":
                reverse_receipt(self.said[car, kind], ReverseReason.MISTYPED, at=at)
            else:
                cases.end_flag(self.said[car, kind], FlagEnd.OVER, at=at)

    def ask(self, order: int, phone: str, at: datetime) -> Answer | None:
        return self._answer(actions.ask_authority, order, phone, at)

    def renew(self, order: int, phone: str, at: datetime) -> Answer | None:
        return self._answer(actions.renew, order, phone, at)

    def take(self, order: int, phone: str, token: str, at: datetime) -> bool:
        who = self.cast[phone]
        try:
            with at_work(who):
                actions.taken(order, token, user=who.pk, at=at, occupants=False, resistance=False, road_danger=False)
        except Refusal:
            return False
        return True

    def claim(self, order: int, phone: str, token: str, happened: datetime, at: datetime) -> bool:
        who = self.cast[phone]
        try:
            with at_work(who):
                actions.claim_taken(order, token, happened_at=happened, user=who.pk, role=Role(who.role), at=at)
        except Refusal:
            return False
        return True

    def live(self, order: int, at: datetime) -> int | None:
        with at_work(self.cast["han"]):
            row = Authority.objects.filter(order_id=order, ended_at=None, expires_at__gt=at).first()
            return row.pk if row else None

    def state(self, order: int) -> str:
        with at_work(self.cast["han"]):
            return queries.order_row(order).state.value

    def killed(self, act: Any) -> None:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)

    def _answer(self, act: Any, order: int, phone: str, at: datetime) -> Answer | None:
        who = self.cast[phone]
        try:
            with at_work(who):
                dealt: Dealt = act(order, user=who.pk, at=at)
        except Refusal:
            return None
        return Answer(dealt.authority, dealt.token, (dealt.expires_at - at) / timedelta(seconds=1))

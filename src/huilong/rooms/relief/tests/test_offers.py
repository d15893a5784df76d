"""Offers on the desk: the law before anybody, the way up, four eyes, the set hour, what the night makes of it."""

from dataclasses import replace
from datetime import date, timedelta

import pyarrow as pa
import pytest
from django.db import DatabaseError, transaction

from huilong.kernel.days import day_number
from huilong.kernel.refusal import Refusal
from huilong.rooms.book import queries as book
from huilong.rooms.book.rules.position import position
from huilong.rooms.book.terms import Components
from huilong.rooms.cases.models import Case
from huilong.rooms.compliance.models import Asked
from huilong.rooms.journal.queries import timeline
from huilong.rooms.people.terms import Role
from huilong.rooms.relief import actions, queries
from huilong.rooms.relief.models import Offer, Posting
from huilong.rooms.relief.night import book_facts
from huilong.rooms.relief.terms import DecisionReason, OfferState, Part, ReliefKind, StepDecision, Terms
from tests.meeting import meeting_as

from .acting import EXTENSION, SMALL, agreed, approve, at_work, night, offer
from .conftest import AT, EXPIRES, FIRST, ON, SECOND, THIRD, pay

pytestmark = pytest.mark.django_db


def state_of(key: int) -> str:
    return Offer.objects.get(pk=key).state


def refused(code: str, call, *given, **named) -> Refusal:
    with pytest.raises(Refusal) as said:
        call(*given, **named)
    assert said.value.code == code
    return said.value


def test_a_small_waiver_is_the_collector_s_own_to_grant(desk):
    early = AT - timedelta(days=30)
    key = offer(desk, replace(SMALL, waived=Components(penalty=100)), at=early, expires=early + timedelta(hours=8))
    row = queries.offer_row(key, early)
    assert (row.state, row.steps, row.verdicts) == (OfferState.APPROVED, (), ())


def test_more_goes_up_level_by_level_and_each_level_is_another_person(desk):
    terms = Terms(ReliefKind.EXTENSION, months=6)
    key = offer(desk, terms)
    assert queries.offer_row(key, AT).waits_for == "team_lead"
    refused("not-a-second-person", approve, desk, key, "boss")
    refused("not-a-second-person", approve, desk, key, "lin")
    approve(desk, key, "lead")
    refused("not-a-second-person", approve, desk, key, "lead")
    assert queries.offer_row(key, AT).waits_for == "manager"
    approve(desk, key, "boss")
    row = queries.offer_row(key, AT)
    assert row.state is OfferState.APPROVED
    assert [step.decided_by for step in row.steps] == [desk["lead"].pk, desk["boss"].pk]
    assert len(row.verdicts) == 2
    verbs = [one.verb for one in timeline([("case", FIRST)])]
    assert [verbs.count(f"relief.{verb}") for verb in ("drafted", "asked", "decided")] == [1, 1, 2]


def test_nobody_decides_what_he_asked_for_whatever_his_role(desk):
    key = offer(desk, Terms(ReliefKind.SETTLEMENT, parts=(Part(date(2026, 5, 10), 10_000),)), by="boss")
    assert [step.role for step in queries.offer_row(key, AT).steps] == [Role.MANAGER, Role.COMPLIANCE]
    refused("not-a-second-person", approve, desk, key, "boss")
    approve(desk, key, "second", "fang")
    assert state_of(key) == "approved"


def test_a_refusal_ends_it(desk):
    key = offer(desk)
    with at_work(desk["lead"]):
        actions.decide(key, StepDecision.REFUSED, DecisionReason.TOO_MUCH, user=desk["lead"].pk,
                       role=Role.TEAM_LEAD, at=AT)  # fmt: skip
    assert state_of(key) == "refused"
    refused("offer-state", approve, desk, key, "lead")
    refused("offer-state", actions.accept, key, AT)


def test_the_law_is_asked_first_and_what_it_blocks_nobody_can_grant(desk):
    terms = Terms(ReliefKind.EXTENSION, months=4, agreed_interest=900_000)
    said = refused("law-blocked", offer, desk, terms)
    assert said.rule == "CN-INT-002"
    row = Offer.objects.get()
    assert (row.state, len(row.verdicts)) == ("refused", 1)
    kept = Asked.objects.get(pk=row.verdicts[0])
    assert (kept.action, kept.verdict, kept.permitted) == ("interest.accrue", "block", False)
    assert float(kept.facts["annualised_total_rate"]["value"]) > 0.24
    assert (kept.debtor, kept.loan_id) == ("B1", "L1")


def test_a_fact_the_law_misses_needs_a_second_person_at_least(desk):
    key = offer(desk, Terms(ReliefKind.EXTENSION, months=3, agreed_interest=1_000), by="lead")
    first = Asked.objects.get(pk=queries.offer_row(key, AT).verdicts[0])
    assert first.verdict in ("allow", "needs_approval")
    steps = [step.role for step in queries.offer_row(key, AT).steps]
    assert steps == ([Role.MANAGER] if first.verdict == "needs_approval" else [])


def test_an_offer_is_gone_at_its_hour(desk):
    key = offer(desk)
    just, then = EXPIRES - timedelta(seconds=1), EXPIRES
    assert queries.offer_row(key, just).state is OfferState.ASKED
    assert queries.offer_row(key, then).state is OfferState.EXPIRED
    refused("offer-run-out", approve, desk, key, "lead", at=then)
    approve(desk, key, "lead", at=just)
    refused("offer-run-out", actions.accept, key, then)
    assert night(EXPIRES.date() - timedelta(days=1))["expired"] == 0
    assert night(EXPIRES.date())["expired"] == 1
    assert state_of(key) == "expired"
    assert night(EXPIRES.date())["expired"] == 0


def test_an_offer_at_its_last_second_may_be_accepted(desk):
    key = offer(desk)
    approve(desk, key, "lead")
    actions.accept(key, EXPIRES - timedelta(seconds=1))
    assert state_of(key) == "accepted"


@pytest.mark.parametrize("expires", [AT, AT - timedelta(hours=1), AT + timedelta(days=32)])
def test_an_hour_that_is_past_or_far_is_refused(desk, expires):
    refused("relief-expiry", offer, desk, expires=expires)


def test_an_offer_is_on_a_loan_of_its_case(desk):
    refused("not-of-this-case", offer, desk, loan="L2")


def test_what_was_agreed_shows_at_once_and_is_in_the_book_by_night(desk):
    case = Case.objects.get(number=FIRST)
    assert queries.active_offers(case.pk) == ()
    key = agreed(desk, EXTENSION, "lead")
    assert [one.id for one in queries.active_offers(case.pk)] == [key]
    assert book.position("L1", ON).past_due_days == 79
    planned = queries.offer_row(key, AT).dues
    assert night(ON) == {"facts": 0, "kept": 0, "broken": 0, "expired": 0, "active": 1}
    assert state_of(key) == "active"
    told = book.position("L1", ON)
    assert told.past_due_days == 0
    assert [(one.no, one.due, one.owed.total) for one in told.instalments if one.owed.total] == [
        (one.no, one.due, one.amount) for one in planned
    ]
    assert book.position("L1", ON, ON - timedelta(days=1)).past_due_days == 79
    assert [one.id for one in queries.active_offers(case.pk)] == [key]


def test_a_night_run_twice_takes_nothing_twice(desk):
    agreed(desk, replace(EXTENSION, waived=Components(penalty=1_000)), "lead")
    tables, mark, keys = book_facts(ON)
    assert sorted(tables) == ["instalments", "schedules", "waivers"]
    night(ON)
    owed, version = book.position("L1", ON), book.book().version
    assert night(ON)["facts"] == 0
    assert book.book().version == version
    Posting.objects.update(taken_commit=None)
    assert book_facts(ON)[1:] == (mark, keys)
    night(ON)
    assert book.book().version == version
    Posting.objects.filter(kind="schedule").update(taken_commit=None)
    night(ON)
    assert book.book().version == version + 1
    assert book.position("L1", ON) == owed


def test_a_waiver_the_lender_sends_back_by_its_id_is_not_counted_twice(desk):
    agreed(desk, SMALL, "lead")
    night(ON)
    owed = book.position("L1", ON).outstanding.total
    posting = Posting.objects.get()
    told = {"loan_id": ["L1"], "waiver_id": [f"RELIEF-{posting.pk}"], "on": [day_number(ON)], "kind": ["penalty"],
            "amount": [2_000]}  # fmt: skip
    types = {"on": pa.int32(), "amount": pa.int64()}
    rows = pa.table({name: pa.array(values, types.get(name, pa.string())) for name, values in told.items()})
    book.book().append({"waivers": rows}, known_on=day_number(ON) + 5)
    assert book.position("L1", ON).outstanding.total == owed
    assert Offer.objects.get().state == "kept"


def test_a_broken_plan_leaves_the_case_as_if_it_had_never_been(desk):
    terms = Terms(ReliefKind.FLEXIBLE_PLAN, months=3, amount=40_000, first_due=date(2026, 5, 10),
                  waived=Components(penalty=2_000))  # fmt: skip
    before = book.loan_facts("L1")
    key = agreed(desk, terms, "lead")
    night(ON)
    assert book.position("L1", ON).past_due_days == 0
    first = queries.offer_row(key, AT).dues[0]
    assert first.amount == 40_000 + 79 * 55 - 2_000
    pay("L1", date(2026, 5, 9), first.amount)
    assert night(date(2026, 5, 13))["broken"] == 0
    assert night(date(2026, 6, 13))["broken"] == 0
    assert state_of(key) == "active"
    end = date(2026, 6, 14)
    assert night(end)["broken"] == 1
    assert state_of(key) == "broken"
    paid = replace(before, receipts=book.loan_facts("L1").receipts)
    for on in (end, end + timedelta(days=200)):
        assert book.position("L1", on) == position(paid, book.contract(), on)
    as_seen = book.position("L1", date(2026, 6, 1), date(2026, 6, 1))
    assert as_seen.past_due_days == 0
    assert night(end)["broken"] == 0
    assert "relief.broken" in [one.verb for one in timeline([("case", FIRST)])]
    assert queries.active_offers(Case.objects.get(number=FIRST).pk) == ()


def test_after_a_broken_plan_the_loan_may_have_another(desk):
    agreed(desk, EXTENSION, "lead")
    night(ON)
    again = offer(desk, EXTENSION)
    approve(desk, again, "lead")
    refused("loan-has-relief", actions.accept, again, AT)
    on = date(2026, 5, 20)
    assert night(on)["broken"] == 1
    at = AT.replace(month=5, day=21)
    key = offer(desk, Terms(ReliefKind.EXTENSION, months=5), at=at, expires=at + timedelta(days=2))
    approve(desk, key, "lead", "boss", at=at)
    actions.accept(key, at)
    night(at.date())
    assert book.position("L1", at.date()).past_due_days == 0
    assert sorted(Offer.objects.exclude(version=None).values_list("version", flat=True)) == [10_001, 10_002]


def test_a_plan_paid_as_told_is_kept_and_never_past_due(desk):
    terms = Terms(ReliefKind.FLEXIBLE_PLAN, months=2, amount=40_000, first_due=date(2026, 5, 10),
                  waived=Components(penalty=2_000))  # fmt: skip
    key = agreed(desk, terms, "lead")
    night(ON)
    for one in queries.offer_row(key, AT).dues[:3]:
        pay("L1", one.due, one.amount)
        state = night(one.due)
        assert book.position("L1", one.due).past_due_days == 0
    assert (state["kept"], state_of(key)) == (1, "kept")


def test_a_settlement_gives_up_the_rest_only_when_its_money_came(desk):
    parts = (Part(date(2026, 5, 1), 300_000), Part(date(2026, 5, 31), 500_000))
    key = agreed(desk, Terms(ReliefKind.SETTLEMENT, parts=parts), "lead", "boss", "fang")
    night(ON)
    assert (state_of(key), Posting.objects.count()) == ("active", 0)
    pay("L1", date(2026, 5, 1), 300_000)
    assert night(date(2026, 5, 30))["kept"] == 0
    pay("L1", date(2026, 5, 31), 500_000)
    assert night(date(2026, 5, 31))["kept"] == 1
    told = book.position("L1", date(2026, 5, 31), date(2026, 5, 31))
    assert (told.outstanding.total, told.unapplied, told.past_due_days) == (0, 0, 0)
    assert sum(one.amount for one in told.receipts) == 800_000


def test_a_settlement_not_paid_in_time_lapses_and_gives_up_nothing(desk):
    key = agreed(desk, Terms(ReliefKind.SETTLEMENT, parts=(Part(date(2026, 5, 10), 800_000),)), "lead", "boss", "fang")
    night(ON)
    pay("L1", date(2026, 5, 10), 799_999)
    assert night(date(2026, 5, 9))["broken"] == 0
    assert night(date(2026, 5, 10))["broken"] == 1
    assert (state_of(key), Posting.objects.count()) == ("broken", 0)


def test_money_of_the_day_that_was_known_before_is_not_counted_for_the_plan(desk):
    pay("L1", ON, 50_000)
    key = agreed(desk, Terms(ReliefKind.SETTLEMENT, parts=(Part(date(2026, 5, 10), 50_000),)), "lead", "boss", "fang")
    assert night(ON)["kept"] == 0
    assert state_of(key) == "active"


def test_what_has_come_to_more_than_was_granted_is_not_agreed(desk):
    sixty_days = AT.replace(day=1)
    terms = replace(SMALL, waived=Components(penalty=100))
    key = offer(desk, terms, at=sixty_days, expires=sixty_days + timedelta(days=3))
    assert state_of(key) == "approved"
    refused("offer-changed", actions.accept, key, sixty_days + timedelta(days=1))
    assert (state_of(key), Posting.objects.count()) == ("approved", 0)
    actions.accept(key, sixty_days)
    assert state_of(key) == "accepted"


def test_an_offer_taken_back_is_over(desk):
    key = offer(desk)
    with at_work(desk["lin"]):
        actions.withdraw(key, AT)
    assert state_of(key) == "withdrawn"
    refused("offer-state", actions.withdraw, key, AT)


@pytest.mark.django_db(transaction=True)
def test_others_see_nothing_and_the_database_keeps_four_eyes(desk):
    with meeting_as("web"):
        key = offer(desk)
        other = offer(desk, by="agent", number=THIRD, loan="L3")
        for name, seen in (("lin", {key}), ("lead", {key}), ("zhou", set()), ("agent", {other}), ("chief", {other}),
                           ("fang", {key, other})):  # fmt: skip
            with at_work(desk[name]):
                assert {one.id for one in queries.offer_page({}, AT).rows} == seen, name
                assert len(queries.offers_of(SECOND, AT)) == 0
                if key not in seen:
                    refused("no-such-offer", queries.offer_row, key, AT)
                    refused("no-such-offer", actions.withdraw, key, AT)
        with at_work(desk["lin"]), pytest.raises(DatabaseError), transaction.atomic():
            step = Offer.objects.get(pk=key).steps.get()
            assert step._meta.model.objects.filter(pk=step.pk).update(
                decided_by=desk["lead"].pk, decided_at=AT, decision="approved", why="law"
            ) == 0
            raise DatabaseError
        with at_work(desk["lead"]), pytest.raises(DatabaseError), transaction.atomic():
            step = Offer.objects.get(pk=key).steps.get()
            step._meta.model.objects.filter(pk=step.pk).update(
                decided_by=desk["boss"].pk, decided_at=AT, decision="approved", why="law"
            )
        approve(desk, key, "lead")
        with at_work(desk["lin"]):
            actions.accept(key, AT)
    with meeting_as("night"):
        assert night(ON)["active"] == 1
        assert night(date(2026, 5, 25))["broken"] == 1
    with meeting_as("web"), at_work(desk["lin"]):
        assert queries.offer_row(key, AT).state is OfferState.BROKEN
        refused("offer-state", actions.withdraw, key, AT)

"""Everybody × every borrower: who may ask the law about whom, as the pages' own role; what others did counts."""

import pytest
from django.db import transaction
from django.utils import timezone

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.actions import may_we, tell_outcome
from huilong.rooms.compliance.models import Asked
from huilong.rooms.compliance.terms import OutcomeKind, Wanted

from .world import CASES

pytestmark = pytest.mark.django_db
APPROVED = {"by": "user:1", "second": "user:2", "why": "facts are not asked about here"}


def asks(viewer, key: str, action: str = "contact.letter"):
    """What a viewer is answered about a borrower, undone afterwards: the stored facts, or the code of the refusal."""
    number, loan, borrower = CASES[key][:3]
    with act_as(Acting(viewer.user, 0, viewer.role, "10.0.0.9", "work")), transaction.atomic():
        try:
            decision = may_we(Wanted(action, borrower, loan, "1", case=number), timezone.now(), override=APPROVED)
            told = Asked.objects.get(pk=decision.id).facts
            if decision.permitted and action == "contact.letter":
                tell_outcome(decision.id, OutcomeKind.DONE, timezone.now())
            return told
        except Refusal as refusal:
            return refusal.code
        finally:
            transaction.set_rollback(True)


def test_whoever_sees_a_case_may_ask_about_its_borrower_and_nobody_else(strangers):
    for viewer in strangers.viewers.values():
        for key in CASES:
            for action in ("contact.letter", "repo.order"):
                answer = asks(viewer, key, action)
                assert isinstance(answer, dict) is (key in viewer.cases), (viewer.name, key, action, answer)
                assert isinstance(answer, dict) or answer == "not-your-borrower", (viewer.name, answer)


def test_what_the_house_did_counts_for_whoever_holds_the_case(strangers):
    house = next(viewer for viewer in strangers.viewers.values() if viewer.reach == "house" and not viewer.token)
    for viewer in strangers.viewers.values():
        for key in viewer.cases:
            with transaction.atomic():
                before = touches(viewer, key)
                with act_as(Acting(house.user, 0, house.role, "10.0.0.9", "work")):
                    number, loan, borrower = CASES[key][:3]
                    may_we(Wanted("contact.letter", borrower, loan, case=number), timezone.now(), override=APPROVED)
                assert touches(viewer, key) == before + 1, (viewer.name, key)
                transaction.set_rollback(True)


def touches(viewer, key: str) -> int:
    return asks(viewer, key, "contact.call")["touches_last_24h_all_channels"]["value"]

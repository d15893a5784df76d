"""Progress of a firm reaches the lender's board while it happens: a result comes in, the open page hears within 5 s."""

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from huilong.kernel.acting import Acting, act_as
from huilong.rooms.agencies.actions import take_results
from huilong.rooms.agencies.models import Contract, Placement
from huilong.rooms.agencies.terms.work import RowIn, Via
from huilong.rooms.cases.models import Case
from tests.site.listening import Listener, listening
from tests.site.test_live import HU, house, signed_in

__all__ = ["house"]
WITHIN = 5.0
"""Seconds the lender waits for the progress of a firm at most."""
pytestmark = pytest.mark.django_db(transaction=True)


def worked(hu) -> int:
    """What hu's firm did on its case, brought in by its system."""
    with act_as(Acting(hu.pk, hu.organisation_id, hu.role)):
        return take_results([RowIn(1, "k1", HU, "no_answer")], Via.API, timezone.now()).taken


def test_a_result_of_a_firm_is_on_the_lender_s_board_within_seconds(house):
    hu, on = house["hu"], timezone.localdate()
    contract = Contract.objects.create(
        organisation_id=hu.organisation_id, number="HT-1", from_on=on, to_on=on + timedelta(days=9),
        fee={"form": "rate", "rate_ppm": 1}, fields=["number"], signed_at=timezone.now(), kept_by=1,
    )  # fmt: skip
    Placement.objects.create(
        case=Case.objects.get(number=HU), organisation_id=hu.organisation_id, contract=contract, batch="B-1", tier=1,
        entry_on=on, exit_on=on + timedelta(days=9), entry_past_due_days=10, entry_delinquent_fen=100,
        placed_at=timezone.now(), placed_by=1, begun_at=timezone.now(),
    )  # fmt: skip

    async def story(live, desk):
        board = await Listener(live, "board=1", await desk(signed_in, "boss")).open()
        stranger = await Listener(live, "board=1", await desk(signed_in, "zhou")).open()
        async with asyncio.timeout(WITHIN):
            assert await desk(worked, hu) == 1
            heard = [(await board.next())[1] for _ in range(2)]

        assert {"kind": "result", "case": HU, "batch": "B-1"} in heard
        assert stranger.events.empty()

    listening(story)

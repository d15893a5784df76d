"""A server killed in the middle of a taking leaves the car where it is, and the next try takes it once."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from huilong.rooms.repossession import actions
from huilong.rooms.repossession.models import Authority, Ground, Order, OrderStep

from .acting import at_work, authority, sent
from .conftest import AT, ON_DAY

SCRIPT = """
import sys, time
from datetime import datetime
import django
django.setup()
from huilong.kernel.acting import Acting, act_as
from huilong.rooms.repossession import actions
from huilong.rooms.repossession.actions import authority

def stuck(*told, **more):
    print("all but committed", flush=True)
    time.sleep(600)

authority.announce = stuck
key, user, organisation, token, at = sys.argv[1:]
with act_as(Acting(int(user), int(organisation), "agency_agent")):
    actions.taken(int(key), token, user=int(user), at=datetime.fromisoformat(at), occupants=False, resistance=False,
                  road_danger=False)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_server_killed_in_the_middle_of_a_taking_took_nothing(cast, crews, settings):
    key, who, later = sent(cast, crews["firm"]), cast["tow"], AT + timedelta(seconds=20)
    papers = dict.fromkeys(("paper", "identity", "video", "inventory"), 1)
    Ground.objects.create(order_id=key, kind="handover", on=ON_DAY, files=papers, given_at=AT, given_by="system")
    dealt = authority(cast, key)
    told = [str(key), str(who.pk), str(who.organisation_id), dealt.token, later.isoformat()]
    given = {
        "HUILONG_SECRET_KEY": settings.SECRET_KEY, "BOOK_URL": str(settings.BOOK_URL),
        "BOOK_BUCKETS": str(settings.BOOK_BUCKETS), "DJANGO_SETTINGS_MODULE": "huilong.site.settings",
        "HUILONG_DATABASE_ROLE": "owner",
    }  # fmt: skip
    server = subprocess.Popen([sys.executable, "-c", SCRIPT, *told], env=os.environ | given, stdout=subprocess.PIPE)
    assert server.stdout is not None
    assert server.stdout.readline() == b"all but committed\n"
    server.kill()
    server.wait()
    server.stdout.close()

    assert Order.objects.get().state == "accepted"
    assert Authority.objects.get().ended_at is None
    with at_work(who):
        actions.taken(key, dealt.token, user=who.pk, at=later, occupants=False, resistance=False, road_danger=False)
    assert OrderStep.objects.filter(verb="take").count() == 1

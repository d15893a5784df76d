"""Compliance asks who looked at whom: names, words, filters, and who may ask."""

import pytest
from django.db import transaction
from django.test import Client

from huilong.rooms.journal.actions import record
from huilong.rooms.people.actions import ensure_organisation, ensure_user
from huilong.rooms.people.terms import OrganisationKind, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def lender() -> int:
    return ensure_organisation("留痕汽车金融", OrganisationKind.LENDER)


def user(lender: int, role: Role, name: str) -> int:
    ensure_user(name, display_name=name.title(), role=role, organisation=lender, password="a-long-password-1")
    from huilong.rooms.people.models import User

    return User.objects.get(username=name).pk


@pytest.fixture
def page(lender):
    """Ask the trace as compliance."""
    from huilong.rooms.people.models import User

    user(lender, Role.COMPLIANCE, "fang")
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(username="fang"))
    return lambda **asked: client.get("/trace/", asked).content.decode()


def looked(actor: str, verb: str, number: str, **detail) -> None:
    with transaction.atomic():
        record(verb=verb, subject=("case", number), actor=actor, detail=detail)


def test_who_looked_at_whom_can_be_asked(lender, page):
    mei, hang = user(lender, Role.COLLECTOR, "mei"), user(lender, Role.COLLECTOR, "hang")
    looked(f"user:{mei}", "person.revealed", "CL1", purpose="call", field="phone")
    looked(f"user:{hang}", "case.viewed", "CL2", tab="people")
    looked("night", "case.rehomed", "CL3")

    everything = page()
    assert all(name in everything for name in ("Mei", "Hang", "CL1", "CL2", "CL3", "/cases/CL1/", "field phone"))

    by_mei = page(who="mei")
    assert "CL1" in by_mei
    assert "CL2" not in by_mei
    looks = page(looks="1")
    assert "CL2" in looks
    assert "CL3" not in looks
    assert "CL1" not in page(verb="case.viewed")
    assert "CL1" not in page(until="2020-01-01")
    assert "CL2" in page(subject="CL2")


def test_asking_is_written_down_too(page):
    from huilong.rooms.journal.models import Entry

    page(subject="CL9")

    assert Entry.objects.filter(verb="trace.asked", detail__filters="subject=CL9").count() == 1


def test_a_collector_may_not_ask(lender):
    from huilong.rooms.people.models import User

    user(lender, Role.COLLECTOR, "lin")
    client = Client()
    client.force_login(User.objects.get(username="lin"))

    assert client.get("/trace/").status_code == 403

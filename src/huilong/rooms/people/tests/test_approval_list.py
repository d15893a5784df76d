"""The list of approvals: what waits for the reader first, each with what it is about, as far as the reader leads."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huilong.rooms.people.actions import ask_approval
from huilong.rooms.people.models import Approval
from huilong.rooms.people.terms import ApprovalKind
from huilong.rooms.people.tests.cast import PASSWORD, acting_as, as_web, village
from huilong.shell.context import subject_door

pytestmark = pytest.mark.django_db
WAITING = (
    (ApprovalKind.CONTACT, "case:CL20260000001", "lin"), (ApprovalKind.RELIEF, "offer:7", "lin"),
    (ApprovalKind.TEMPLATE, "template:3", "lin"), (ApprovalKind.CONTACT, "case:CL20260000002", "hu"),
    (ApprovalKind.ERASURE, "loan:L1", "zhou"), (ApprovalKind.CONTACT, "case:CL20260000003", "zhou"),
)  # fmt: skip


@pytest.fixture
def house():
    found = village()
    at = timezone.now() - timedelta(minutes=1)
    for kind, subject, asker in WAITING:
        ask_approval(kind, subject, {}, actor=found[asker].pk, at=at)
    return found


@pytest.mark.parametrize(("name", "query", "subjects"), [
    ("zhou", "", {"case:CL20260000001", "offer:7"}),
    ("zhou", "?for=", {"case:CL20260000001", "offer:7", "template:3", "loan:L1", "case:CL20260000003"}),
    ("luo", "", {"case:CL20260000002"}),
    ("fang", "", {subject for _kind, subject, _asker in WAITING}),
    ("song", "", {"offer:7"}),
])  # fmt: skip
def test_what_waits_for_the_reader_is_shown_first(client, house, name, query, subjects):
    client.post("/login", {"username": name, "password": PASSWORD})
    as_web()
    with acting_as(house[name]):
        page = client.get(f"/staff/approvals/{query}").context["page"]
    assert {row.subject for row in page.rows} == subjects


def test_a_subject_opens_what_it_is_about_where_a_page_does(client, house):
    assert subject_door("case:CL20260000001")[2] == "/cases/CL20260000001/"
    assert subject_door("loan:L1")[0::2] == ("L1", "")
    assert subject_door("offer:seven")[2] == "", "a page that is not there opens nothing"
    assert subject_door("said-otherwise") == ("said-otherwise", "", "")
    client.post("/login", {"username": "zhou", "password": PASSWORD})
    assert 'href="/cases/CL20260000001/"' in client.get("/staff/approvals/").content.decode()
    asked = Approval.objects.get(subject="case:CL20260000001")
    assert 'href="/cases/CL20260000001/"' in client.get(f"/staff/approvals/{asked.pk}/").content.decode()

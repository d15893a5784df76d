"""Pages of disposal, met as the pages' own role: the whole way by forms alone, and nothing for who has no duty."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from huilong.rooms.disposal.models import Distribution, Offer, Sale, Stock
from huilong.rooms.disposal.queries.costs import expenses_of
from huilong.rooms.people.models import Approval, User
from huilong.rooms.repossession.tests.spotting import PNG
from tests.meeting import meeting_as

from .acting import ANSWERS, FIRST

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visitors(people, stock):
    from huilong.rooms.cases.models import Duty

    User.objects.update(language="en")
    found = {}
    for name, user in people.items():
        found[name] = Client(headers={"Accept": "text/html", "Accept-Language": "en"})
        found[name].force_login(user)
    clerk = Duty.objects.get(kind="dispose", until=None).user.username
    found["clerk"] = found[clerk]
    found["other"] = found["qian" if clerk == "sun" else "sun"]
    return found


def post(client, url, **form):
    with meeting_as("web"):
        answer = client.post(url, form)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return answer


def page_of(client, url) -> str:
    with meeting_as("web"):
        return client.get(url).content.decode()


def sheet(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.png", PNG + name.encode(), "image/png")


def test_from_stock_to_the_surplus_by_the_pages_alone(people, stock, visitors):
    clerk, money, one = visitors["clerk"], visitors["money"], f"/stock/{stock}/"
    today = timezone.localdate().isoformat()
    assert "Stock" in page_of(clerk, "/stock/")
    answers = {name: "yes" if said else "no" for name, said in ANSWERS.items()}
    post(clerk, f"{one}act", verb="answer", **answers)
    post(clerk, f"{one}act", verb="inspect", grade="b", mileage="48230", keys="1", runs="yes", certificate="yes",
         defect=["right"], file=sheet("photo"))  # fmt: skip
    for source, method, firm in (("appraiser", "replacement_cost", "甲评估"), ("comparables", "median", "")):
        post(clerk, f"{one}act", verb="appraise", source=source, method=method, amount="60000", low="58000",
             high="62000", on=today, firm=firm, count="12", file=sheet(source))  # fmt: skip
    page = page_of(clerk, f"{one}venues")
    assert "leaves most" in page
    assert "more than" in page
    post(clerk, f"{one}act", verb="price", venue="dealers", reserve="52000")
    waits = Approval.objects.get(kind="sale_price").pk
    post(visitors["boss"], f"/staff/approvals/{waits}/decide/", decision="approve")
    post(clerk, f"{one}act", verb="open")
    for buyer, yuan in (("甲车行", "56000"), ("乙车行", "55000"), ("丙车行", "54000")):
        post(clerk, f"{one}sale", verb="offer", buyer=buyer, amount=yuan)
    best = Offer.objects.order_by("-fen").first().pk
    post(clerk, f"{one}sale", verb="take", offer=best)
    post(money, f"{one}sale", verb="pay", amount="56000", reference="BANK1")
    for paper in ("sale_contract", "invoice", "registration_certificate", "driving_licence", "owner_signature",
                  "mortgage_release", "handover"):  # fmt: skip
        post(clerk, f"{one}sale", verb="paper", paper=paper, file=sheet(paper))
    post(clerk, f"{one}sale", verb="deliver")
    spent = expenses_of(Stock.objects.get(pk=stock), timezone.now())
    costs = [(cost.key, cost.kind, cost.fen) for cost in spent]
    for key, kind, fen in costs:
        post(clerk, f"{one}act", verb="spend", subject=key, kind=kind, amount=f"{fen / 100:.2f}", disclosed="yes",
             file=sheet(key))  # fmt: skip
    post(money, f"{one}sale", verb="propose")
    key = Distribution.objects.get().pk
    page = page_of(money, f"/stock/distributions/{key}/")
    assert "comes out the same" in page
    waits = Approval.objects.get(kind="proceeds").pk
    post(visitors["ledger"], f"/staff/approvals/{waits}/decide/", decision="approve")
    way = f"/stock/distributions/{key}/act"
    post(money, way, verb="post")
    post(clerk, way, verb="request", on=today)
    post(clerk, way, verb="explain")
    post(money, way, verb="refund", account="6222020012345678", own="yes", reference="BANK2")
    page = page_of(money, f"/stock/distributions/{key}/")
    assert "************5678" in page
    assert "6222020012345678" not in page
    statement = json.loads(page_of(clerk, f"/stock/distributions/{key}/statement"))
    assert sum(line["paid"] for line in statement["lines"]) + statement["surplus"] == 5_600_000
    assert "Distribution of proceeds" in page_of(clerk, one)
    assert Stock.objects.get(pk=stock).state == "settled"


def test_handed_over_by_the_page_it_is_in_stock_at_once_with_its_clerk(people, crews):
    from huilong.rooms.cases.models import Duty
    from huilong.rooms.repossession.tests.spotting import stored

    order = stored(people, crews["firm"])
    han = Client(headers={"Accept": "text/html", "Accept-Language": "en"})
    han.force_login(people["han"])
    post(han, f"/recovery/{order}/after/act", verb="sell")
    row = Stock.objects.get(order_id=order)

    assert row.state == "stocked"
    assert Duty.objects.filter(case_id=row.case_id, kind="dispose", until=None, user__in=[
        people["sun"], people["qian"],
    ]).count() == 1  # fmt: skip


def test_who_has_no_duty_sees_nothing_and_does_nothing(people, stock, visitors):
    with meeting_as("web"):
        for name in ("other", "lin", "agent", "chief", "tow"):
            assert visitors[name].get(f"/stock/{stock}/").status_code in (403, 404), name
            assert visitors[name].post(f"/stock/{stock}/act", {"verb": "withdraw"}).status_code in (403, 404), name
        assert FIRST not in visitors["other"].get("/stock/").content.decode()
        assert FIRST in visitors["clerk"].get("/stock/").content.decode()
    assert Stock.objects.get(pk=stock).state == "stocked"


def test_a_clerk_neither_takes_money_nor_distributes_nor_decides(people, stock, visitors):
    clerk = visitors["clerk"]
    with meeting_as("web"):
        for verb in ("pay", "propose", "undo"):
            assert clerk.post(f"/stock/{stock}/sale", {"verb": verb}).status_code == 403, verb
        assert clerk.post(f"/stock/{stock}/act", {"verb": "give", "clerk": 1}).status_code == 403
    assert not Sale.objects.exists()


def test_in_the_database_too_nobody_writes_in_another_s_name_or_on_a_stranger_s_car(people, stock, visitors):
    from django.db import DatabaseError

    from huilong.kernel.acting import Acting, act_as
    from huilong.rooms.disposal.models import Hold

    stranger = people["lin"]
    with meeting_as("web"), act_as(Acting(people["zhou"].pk, stranger.organisation_id, "collector")):
        assert not Stock.objects.exists()
        with pytest.raises(DatabaseError):
            Hold.objects.create(stock_id=stock, kind="other", since=timezone.localdate(), set_by=people["zhou"].pk,
                                set_at=timezone.now())  # fmt: skip
    with meeting_as("web"), act_as(Acting(people["boss"].pk, stranger.organisation_id, "manager")):
        assert Stock.objects.exists()
        with pytest.raises(DatabaseError):
            Hold.objects.create(stock_id=stock, kind="other", since=timezone.localdate(), set_by=people["lin"].pk,
                                set_at=timezone.now())  # fmt: skip


def test_the_list_is_exported_by_who_may_and_the_venues_say_their_terms(people, stock, visitors):
    with meeting_as("web"):
        assert "our own online auction" in visitors["clerk"].get("/stock/venues/").content.decode()
        assert visitors["boss"].post("/stock/", {"export": "csv"}).status_code == 200
        assert visitors["clerk"].post("/stock/", {"export": "csv"}).status_code == 403
        answer = visitors["clerk"].post("/stock/venues/hall/lots", {"form": "csv"})
        assert answer.status_code == 409

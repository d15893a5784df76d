"""Pages of firms: the lender places with a preview and recalls; a firm works its own; a stranger is told nothing."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client

from huilong.rooms.agencies import actions, queries
from huilong.rooms.agencies.models import Firm, Paper, Scan
from huilong.rooms.agencies.tests.conftest import as_page
from huilong.rooms.cases import actions as cases_actions
from huilong.rooms.cases.models import Duty
from huilong.rooms.cases.terms import DutyKind, Holder


class Page:
    """A browser of somebody, whose pages meet the database in their own role."""

    def __init__(self, user):
        self.client = Client(headers={"Accept-Language": "en"})
        self.client.force_login(user)

    def get(self, *told, **more):
        return self._asked(self.client.get, *told, **more)

    def post(self, *told, **more):
        return self._asked(self.client.post, *told, **more)

    def _asked(self, ask, *told, **more):
        with connection.cursor() as cursor:
            cursor.execute("set role huilong_web")
            try:
                return ask(*told, **more)
            finally:
                cursor.execute("reset role")


page = Page


def holds(firm):
    """The cases a firm holds, whatever the clock of the database says in a test."""
    return sorted(Duty.objects.filter(organisation=firm, until=None).values_list("case__number", flat=True))


@pytest.fixture
def placed(staff, firm, contract, cases, at, on):
    with as_page(staff["boss"]):
        actions.place(cases[:3], firm, contract, batch="B-1", tier=1, entry_on=on, exit_on=on + timedelta(days=60),
                      strata={}, at=at)  # fmt: skip
    with as_page(staff["chief"]):
        to = Holder(firm, staff["hu"].team_id, staff["hu"].pk)
        cases_actions.assign(cases[:1], to, DutyKind.COLLECT, actor="user:2", at=at + timedelta(minutes=1))
    return cases[:3]


def test_placing_shows_what_would_go_and_why_not_the_rest(staff, firm, contract, cases, placed, on):
    listed = " ".join(cases[1:5])
    told = {"contract": contract, "batch": "B-2", "tier": "1", "entry_on": on.isoformat(), "cases": listed,
            "exit_on": (on + timedelta(days=30)).isoformat()}  # fmt: skip
    boss = page(staff["boss"])

    shown = boss.get("/placements/new/", told).content.decode()
    assert 'id="would-go">2<' in shown and "10,000.00" in shown
    assert "2 · CL20260000002 CL20260000003" in shown

    assert boss.post("/placements/place", told | {"counted": "3"}).status_code == 409
    assert boss.post("/placements/place", told | {"counted": "2"}).status_code == 302
    assert [one.case for one in queries.placements(batch="B-2")] == list(cases[3:5])


def test_the_lender_places_looks_and_recalls(staff, firm, contract, cases, on):
    told = {"contract": contract, "batch": "B-2", "tier": "1", "entry_on": on.isoformat(), "cases": " ".join(cases[:2]),
            "exit_on": (on + timedelta(days=30)).isoformat(), "counted": "2"}  # fmt: skip
    boss = page(staff["boss"])
    assert boss.post("/placements/place", told)["Location"] == f"/placements/{firm}/B-2/"
    assert holds(firm) == list(cases[:2])

    assert "B-2" in boss.get("/placements/").content.decode()
    assert cases[0] in boss.get(f"/placements/{firm}/B-2/").content.decode()
    boss.post(f"/placements/{firm}/B-2/end", {"case": [cases[0]], "why": "complaint", "verb": "recall"})
    assert holds(firm) == [cases[1]]
    assert page(staff["lin"]).get("/placements/").status_code == 403


def test_a_firm_writes_results_and_gives_back_on_its_own_pages(staff, firm, placed):
    hu = page(staff["hu"])
    home = hu.get("/portal/").content.decode()
    assert placed[0] in home and placed[1] not in home and "王**" in home

    assert hu.get(f"/portal/{placed[0]}/").status_code == 200
    assert hu.post(f"/portal/{placed[0]}/result", {"outcome": "refuses.no_money", "nonce": "1"}).status_code == 302
    assert queries.batches(firm)[0].worked == 1
    assert hu.post(f"/portal/{placed[0]}/give-back", {"why": "unreachable"}).status_code == 302
    assert placed[0] not in holds(firm)


def test_a_file_of_results_lists_what_was_refused(staff, placed):
    from django.core.files.uploadedfile import SimpleUploadedFile

    body = f"key,number,outcome\na,{placed[0]},busy\nb,CL20260000006,busy\n".encode()
    hu = page(staff["hu"])
    answer = hu.post("/portal/results", {"file": SimpleUploadedFile("r.csv", body)}, follow=True)
    said = answer.content.decode()

    assert "CL20260000006" in said and "未委外给本机构" in said  # in the reader's own language


@pytest.mark.parametrize("name", ["r.xlsx", "r.csv"])
@pytest.mark.parametrize("body", [b"", b"no sheet", b"PK\x03\x04cut", b"\xff\xfe\x00"])
def test_a_file_that_is_none_gets_a_clear_answer(staff, placed, name, body):
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = page(staff["hu"]).post("/portal/results", {"file": SimpleUploadedFile(name, body)})
    assert answer.status_code == 422, answer.content.decode()[:500]


def test_a_sheet_whose_inside_is_broken_gets_a_clear_answer(staff, placed):
    from django.core.files.uploadedfile import SimpleUploadedFile

    body = BytesIO()
    with ZipFile(body, "w") as made:
        made.writestr("[Content_Types].xml", "<Types")
        made.writestr("xl/workbook.xml", "<workbook")
    answer = page(staff["hu"]).post("/portal/results", {"file": SimpleUploadedFile("r.xlsx", body.getvalue())})
    assert answer.status_code == 422


def test_a_stranger_s_things_answer_like_things_that_are_not_there(staff, firm, placed):
    far = page(staff["far"])
    for there, nowhere in ((f"/portal/{placed[0]}/", "/portal/CL20269999999/"),
                           (f"/placements/{firm}/B-1/", f"/placements/{firm}/B-none/")):  # fmt: skip
        said = [far.get(url) for url in (there, nowhere)]
        assert said[0].status_code == said[1].status_code == 404
    assert placed[0] not in far.get("/portal/").content.decode()


def test_a_firm_is_entered_shows_papers_and_is_agreed_to(staff, other, on):
    from django.core.files.uploadedfile import SimpleUploadedFile

    boss = page(staff["boss"])
    boss.post("/firms/enter", {"organisation": other, "credit_code": "91310000TEST0009X", "contact": "400"})
    assert Firm.objects.get(pk=other).contact == "400"
    scan = SimpleUploadedFile("licence.txt", "营业执照".encode())
    boss.post(f"/firms/{other}/paper", {"kind": "licence", "number": "L1", "from_on": on.isoformat(),
                                        "to_on": (on + timedelta(days=20)).isoformat(), "file": scan})  # fmt: skip
    paper = Paper.objects.get(firm=other)
    assert bytes(Scan.objects.get(paper=paper).body).find("营业执照".encode()) == -1
    assert boss.get(f"/firms/papers/{paper.pk}/scan").content == "营业执照".encode()
    assert page(staff["far"]).get(f"/firms/papers/{paper.pk}/scan").status_code == 403
    said = boss.get(f"/firms/{other}/").content.decode()
    assert "即将到期" in said
    assert boss.post(f"/firms/{other}/move", {"verb": "approve"}).status_code == 409
    assert "近水委外" in boss.get("/firms/").content.decode()
    assert page(staff["chief"]).get("/firms/").status_code == 403
    assert page(staff["chief"]).get("/portal/people/").status_code == 200

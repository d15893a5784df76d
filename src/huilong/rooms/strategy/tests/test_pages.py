"""The strategy manager at work, asked as the pages' own role: edit, paste, try, hand in, agree, roll back."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from huilong.rooms.people.models import User
from huilong.rooms.strategy.models import Experiment, Version
from huilong.rooms.strategy.terms import Purpose
from tests.meeting import meeting_as

from .writing import online_key

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visitors(desk, night):
    today = timezone.localdate()
    night(today - timedelta(days=1), timezone.now())
    User.objects.update(language="en")
    found = {}
    for name, user in desk.items():
        found[name] = Client(headers={"Accept": "text/html", "Accept-Language": "en"})
        found[name].force_login(user)
    with meeting_as("web"):
        yield found


def begun(wen: Client) -> str:
    """The address of a draft of the treatment table."""
    with meeting_as("night"):
        key = online_key(Purpose.TREATMENT)
    return wen.post(f"/strategy/versions/{key}/draft")["Location"]


def seen(page: str) -> str:
    return re.search(r'id="seen" name="seen" value="(\w{64})"', page)[1]


def test_the_tables_are_shown_with_their_state(visitors):
    page = visitors["wen"].get("/strategy/").content.decode()
    for said in ("Treatment · v", "online", "Segment</a>", "Start a draft from it", "Every case is taken", "· days<"):
        assert said in page, said
    assert "动作分配" not in page and "on_hold" not in page, "names and members are told in the reader's language"
    assert "Start a draft" not in visitors["fang"].get("/strategy/").content.decode()
    for name in ("lin", "agent"):
        assert visitors[name].get("/strategy/").status_code == 403


def test_a_cell_is_written_and_what_is_wrong_is_told_beside_it(visitors):
    wen = visitors["wen"]
    place = begun(wen)
    mark = seen(wen.get(place).content.decode())
    wrong = {"row": "5", "column": "past_due_days", "text": ">=x", "seen": mark}
    told = wen.post(f"{place}cell", wrong).content.decode()
    assert 'data-bad="5/past_due_days "' in told
    assert "cannot be read: &gt;=x" in told
    again = wen.post(f"{place}cell", {"row": "5", "column": "past_due_days", "text": "<=5", "seen": mark})
    assert again.status_code == 409
    mended = wen.post(f"{place}cell", {"row": "5", "column": "past_due_days", "text": "≤5", "seen": seen(told)})
    assert "cannot be read" not in mended.content.decode()


def test_rows_are_added_copied_moved_and_dropped(visitors):
    wen = visitors["wen"]
    place = begun(wen)
    key = int(place.strip("/").split("/")[-1])

    def acted(act):
        mark = seen(wen.get(place).content.decode())
        answer = wen.post(f"{place}change", {"act": act, "seen": mark, "column": "city"})
        assert answer.status_code == 302, act
        with meeting_as("night"):
            return answer["Location"], Version.objects.get(pk=key).table

    before = acted("up:3")[1]["rules"]
    where, table = acted("copy:0")
    assert where.endswith("#r-1")
    assert table["rules"][0] == table["rules"][1]
    assert acted("delete:0")[1]["rules"] == before
    assert acted("add:1")[1]["rules"][2] == {"when": {}, "then": {}}
    assert "city" in acted("column")[1]["columns"]
    assert "city" not in acted("uncolumn:city")[1]["columns"]
    assert wen.post(f"{place}change", {"act": "delete:999"}).status_code == 422


def test_rows_are_pasted_from_a_spreadsheet(visitors):
    wen = visitors["wen"]
    place = begun(wen)
    text = "客群\t逾期天数\t渠道\t语气\t每几天\t减免上限\t队列\t几天后再看\t属相\n"
    text += "early\t1-59\tcall\tfirm\t2\t5%\tearly\t2\t虎\n"
    page = wen.post(f"{place}paste", {"text": text, "row": ""}, follow=True).content.decode()
    assert "No column is called: 属相" in page
    assert page.count('<tr id="r-') == 1
    assert "No rule takes" in page


def test_a_case_of_the_desk_is_tried_and_the_law_is_asked(visitors):
    wen = visitors["wen"]
    place = begun(wen)
    tried = wen.get(f"{place}try", {"number": "CL20260000001"}).content.decode()
    assert 'data-hit="12"' in tried
    assert "The law permits it" in tried
    assert "segment early is early" in tried
    typed = wen.get(f"{place}try", {"segment": "late", "grade": "B", "past_due_days": "80", "shortfall_fen": "x"})
    assert "cannot be read: x" in typed.content.decode()
    assert "helping" in typed.content.decode()
    assert "No such case" in wen.get(f"{place}try", {"number": "CL20269999999"}).content.decode()


def test_the_impact_is_worked_out_for_everybody(visitors):
    wen = visitors["wen"]
    place = begun(wen)
    assert "Nobody is treated otherwise" in wen.get(f"{place}impact").content.decode()
    mark = seen(wen.get(place).content.decode())
    wen.post(f"{place}cell", {"row": "12", "column": "channel", "text": "letter", "seen": mark})
    told = wen.get(f"{place}impact").content.decode()
    assert "call · middle → letter · middle" in told
    assert "¥8,000.00" in told


def test_from_draft_to_online_and_back(visitors, desk):
    wen, boss = visitors["wen"], visitors["boss"]
    place = begun(wen)
    mark = seen(wen.get(place).content.decode())
    wen.post(f"{place}cell", {"row": "12", "column": "channel", "text": "letter", "seen": mark})
    assert wen.post(f"{place}submit", {"effective_from": "2001-01-01"}).status_code == 422
    assert wen.post(f"{place}submit", {"effective_from": timezone.localdate().isoformat()}).status_code == 302
    asked = wen.get(place).content.decode()
    assert "handed in" in asked.lower()
    key = asked_for(boss)
    assert place in boss.get(f"/staff/approvals/{key}/").content.decode()
    assert wen.post(f"/staff/approvals/{key}/decide/", {"decision": "approve"}).status_code == 403
    boss.post(f"/staff/approvals/{key}/decide/", {"decision": "approve"})
    page = wen.get(place).content.decode()
    assert ">online<" in page.replace("Online", "online")
    assert "Roll back" in page
    difference = wen.get(f"{place}difference?against={online_before(place)}").content.decode()
    assert "<del>call</del> <ins>letter</ins>" in difference
    back = wen.post(f"{place}roll_back")
    assert back.status_code == 302
    assert "rolled back" in wen.get(place).content.decode()
    history = wen.get("/strategy/history/?purpose=treatment").content.decode()
    assert "rolled back" in history
    assert wen.post(f"{place}roll_back").status_code == 409


def online_before(place: str) -> int:
    with meeting_as("night"):
        return Version.objects.get(strategy__purpose="treatment", number=1).pk


def asked_for(boss: Client) -> int:
    """The request that waits for a second person."""
    return int(re.search(r"/staff/approvals/(\d+)/", boss.get("/staff/approvals/").content.decode())[1])


def test_a_table_with_a_gap_cannot_be_handed_in(visitors):
    wen = visitors["wen"]
    place = begun(wen)
    mark = seen(wen.get(place).content.decode())
    wen.post(f"{place}change", {"act": "delete:18", "seen": mark})
    answer = wen.post(f"{place}submit", {"effective_from": ""})
    assert answer.status_code == 422
    assert "No rule takes" in answer.content.decode()


def test_an_experiment_is_started_and_ended(visitors, desk):
    wen, boss = visitors["wen"], visitors["boss"]
    place = begun(wen)
    key = int(place.strip("/").split("/")[-1])
    wen.post(f"{place}submit", {"effective_from": ""})
    asked = asked_for(boss)
    boss.post(f"/staff/approvals/{asked}/decide/", {"decision": "approve"})
    assert "For trials only" in wen.get(place).content.decode()
    form = {"name": "信函先行", "challenger": str(key), "share": "20", "holdout": "5", "horizon_days": "30",
            "worth": "2", "worth_fen": "100", "complaints": "0.5", "blocked": "2"}  # fmt: skip
    assert boss.post("/strategy/experiments/start", form).status_code == 403
    assert wen.post("/strategy/experiments/start", {**form, "share": "95"}).status_code == 422
    place = wen.post("/strategy/experiments/start", form)["Location"]
    assert wen.post("/strategy/experiments/start", form).status_code == 409
    page = wen.get(place).content.decode()
    assert "No borrower's horizon is over yet" in page
    assert "20.00%" in page
    assert place in wen.get("/strategy/experiments/").content.decode()
    wen.post(f"{place}end", {"why": "given_up"})
    with meeting_as("night"):
        assert Experiment.objects.get().state == "ended"


def test_who_works_a_case_sees_how_it_is_treated_and_why(visitors):
    page = visitors["wen"].get("/cases/CL20260000001/strategy/").content.decode()
    assert "promises broken 2 is &gt;=2" in page
    lin = visitors["lin"].get("/cases/CL20260000001/strategy/")
    assert lin.status_code == 200
    assert "call" in lin.content.decode()
    assert visitors["lin"].get("/cases/CL20260000003/strategy/").status_code == 404
    assert visitors["agent"].get("/cases/CL20260000002/strategy/").status_code == 404
    assert visitors["wen"].get("/cases/CL20269999999/strategy/").status_code == 404


def test_a_table_leaves_as_jdm(visitors):
    told = visitors["wen"].get(f"{begun(visitors['wen'])}jdm").json()
    assert told["nodes"][1]["content"]["hitPolicy"] == "first"
    assert len(told["nodes"][1]["content"]["rules"]) == 19


def test_a_day_is_a_day(visitors):
    wen = visitors["wen"]
    assert wen.post(f"{begun(wen)}submit", {"effective_from": "soon"}).status_code == 422


def test_yes_and_no_are_chinese_on_a_chinese_page_and_read_back_the_same(desk, night):
    night(timezone.localdate() - timedelta(days=1), timezone.now())
    User.objects.update(language="zh-hans")
    wen = Client(headers={"Accept": "text/html", "Accept-Language": "zh-hans"})
    wen.force_login(desk["wen"])
    with meeting_as("web"):
        place = begun(wen)
        page = wen.get(place).content.decode()
        assert re.findall(r'value="([^"]*)"[^>]*data-row="0" data-column="hold"', page) == ["是"]
        before = seen(page)
        wen.post(f"{place}cell", {"row": "0", "column": "hold", "text": "是", "seen": before})
        assert seen(wen.get(place).content.decode()) == before, "the same cell, typed in Chinese"
        wen.post(f"{place}cell", {"row": "0", "column": "hold", "text": "否", "seen": before})
        assert 'value="否"' in wen.get(place).content.decode()
    assert Version.objects.latest("pk").table["rules"][0]["when"]["hold"] == "false"

"""Pages of performance, asked as the pages' own role: each sees the own, forms are read, nothing leaves unlogged."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from huilong.rooms.journal.models import Entry
from huilong.rooms.people.actions import decide
from huilong.rooms.people.models import User
from huilong.rooms.performance import actions
from huilong.rooms.performance.models import Allocation, Leave, Target, WorkingFacts
from tests.meeting import meeting_as

from .acting import at_work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visitors(desk) -> dict[str, Client]:
    """Everybody signed in; the plan of the next working day is made, some money came in today."""
    today = timezone.localdate()
    actions.roll(today - timedelta(days=1), [], timezone.now())
    actions.roll(today, [("L2", today, 12_345), ("L24", today, 777)], timezone.now())
    found = {}
    User.objects.update(language="en")
    for name, user in desk.items():
        found[name] = Client(headers={"Accept": "text/html", "Accept-Language": "en"})
        found[name].force_login(user)
    with meeting_as("web"):
        yield found


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_from_choosing_teams_to_undoing_an_allocation(visitors, desk):
    lead = visitors["lead"]
    begin = text(lead.get("/performance/allocation/"))
    for verb in ("retention", "transfer", "return", "recall"):
        assert verb in begin.lower()
    answer = lead.post("/performance/allocation/propose", {"team": [desk["lead"].team_id]})
    assert answer.status_code == 302, text(answer)
    page = text(lead.get(answer["Location"]))
    for said in ("Dealt in turn", "Greedy", "As held today", "from best", "would bring"):
        assert said in page, said
    with meeting_as("night"):
        key = Allocation.objects.get().pk
    assert lead.post("/performance/allocation/accept", {"run": key}).status_code == 302
    assert "Undo" in text(lead.get(f"/performance/allocation/run?run={key}"))
    assert lead.post("/performance/allocation/undo", {"run": key}).status_code == 302
    assert lead.post("/performance/allocation/accept", {"run": key}).status_code == 409


def test_a_lead_gives_out_the_own_team_s_cases_only(visitors, desk):
    assert visitors["lead"].post(
        "/performance/allocation/propose", {"team": [desk["zhou"].team_id]}
    ).status_code == 422
    assert visitors["lin"].get("/performance/allocation/").status_code == 403
    visitors["boss"].post("/performance/allocation/propose", {"team": [desk["lead"].team_id, desk["zhou"].team_id]})
    with meeting_as("night"):
        key = Allocation.objects.get().pk
    theirs = visitors["lead"].get(f"/performance/allocation/run?run={key}")
    nothing = visitors["lead"].get("/performance/allocation/run?run=999999")
    assert (theirs.status_code, nothing.status_code) == (404, 404)
    assert visitors["lead"].post("/performance/allocation/accept", {"run": key}).status_code == 404


def test_lines_leave_as_a_file_and_the_journal_says_so(visitors, desk):
    lead = visitors["lead"]
    place = lead.post("/performance/allocation/propose", {"team": [desk["lead"].team_id]})["Location"]
    sheet = b"".join(lead.post(place, {"export": "csv"}).streaming_content).decode()
    assert sheet.count("CL2026") == 21
    with meeting_as("night"):
        assert Entry.objects.filter(verb="export", actor=f"user:{desk['lead'].pk}").exists()


def test_a_target_is_set_on_the_page_and_its_grid_opens_to_what_came_in(visitors, desk):
    boss, today = visitors["boss"], timezone.localdate()
    assert boss.post("/performance/targets/set", {"scope": "organisation", "fen": "1000.01"}).status_code == 302
    assert "waits for a second person" in text(boss.get("/performance/targets/"))
    with at_work(desk["second"]):
        decide(Target.objects.get().approval, approve=True, actor=desk["second"].pk, at=timezone.now())
    for by in ("week", "day"):
        page = text(boss.get(f"/performance/targets/?by={by}"))
        assert "1,000.01" in page
        assert "131.22" in page
    behind = text(boss.get(f"/performance/targets/came?first={today}&last={today}&person={desk['lin'].pk}"))
    assert "CL20260000002" in behind
    assert "CL20260000024" not in behind
    lead = text(visitors["lead"].get(f"/performance/targets/came?first={today}&last={today}"))
    assert "CL20260000002" in lead
    assert "CL20260000024" not in lead, "of another team"
    assert visitors["lead"].post("/performance/targets/set", {"scope": "organisation", "fen": "1"}).status_code == 403
    assert visitors["lin"].get("/performance/targets/").status_code == 403


@pytest.mark.parametrize("form", [{"fen": "much"}, {"scope": "everybody"}, {"scope": "team"}, {"fen": "0"}])
def test_a_form_that_cannot_be_read_is_refused_with_its_field(visitors, form):
    asked = {"scope": "organisation", "fen": "10", **form}
    assert visitors["boss"].post("/performance/targets/set", asked).status_code == 422


def test_everybody_sees_the_own_day_and_a_lead_the_team_s(visitors, desk):
    on = actions.next_working_day(timezone.localdate())
    lin, lead = visitors["lin"], visitors["lead"]
    own = text(lin.get(f"/performance/plan/?on={on}"))
    assert "CL20260000002" in own
    assert "CL20260000001" not in own
    assert lin.get(f"/performance/plan/?on={on}&person={desk['mei'].pk}").status_code == 404
    team = text(lead.get(f"/performance/plan/?on={on}"))
    assert "lin" in team
    assert "zhou" not in team
    assert "CL20260000001" in text(lead.get(f"/performance/plan/?on={on}&person={desk['mei'].pk}"))
    assert lead.get(f"/performance/plan/?on={on}&person={desk['zhou'].pk}").status_code == 404
    assert "CL20260000024" in text(visitors["boss"].get(f"/performance/plan/?on={on}&person={desk['zhou'].pk}"))


def test_facts_and_leave_are_noted_for_the_own_team_only(visitors, desk):
    lead, today = visitors["lead"], timezone.localdate()
    form = {"person": desk["lin"].pk, "minutes_a_day": "300", "most_cases": "50", "seniority": "expert",
            "skill": ["hardship"], "language": [], "regions": "上海,江苏"}  # fmt: skip
    assert lead.post("/performance/people/note", form).status_code == 302
    assert lead.post("/performance/people/note", {**form, "person": desk["zhou"].pk}).status_code == 404
    assert lead.post("/performance/people/note", {**form, "skill": ["juggling"]}).status_code == 422
    with meeting_as("night"):
        assert WorkingFacts.objects.get().regions == ["上海", "江苏"]
    away = {"person": desk["mei"].pk, "kind": "sick", "first_on": today.isoformat(), "last_on": today.isoformat()}
    assert lead.post("/performance/people/leave", away).status_code == 302
    assert lead.post("/performance/people/leave", {**away, "last_on": "2001-01-01"}).status_code == 422
    page = text(lead.get("/performance/people/"))
    assert "on leave" in page
    with meeting_as("night"):
        key = Leave.objects.get().pk
    assert visitors["boss"].post("/performance/people/leave", {"withdraw": key}).status_code == 302
    assert visitors["boss"].post("/performance/people/leave", {"withdraw": key}).status_code == 404


def test_only_a_manager_closes_the_house(visitors):
    on = (timezone.localdate() + timedelta(days=3)).isoformat()
    assert visitors["lead"].post("/performance/people/closure", {"on": on}).status_code == 403
    assert visitors["boss"].post("/performance/people/closure", {"on": on, "verb": "close"}).status_code == 302

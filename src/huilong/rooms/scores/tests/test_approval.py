"""A model scores nobody before a second person agreed; pages show why, to whom may see it."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from huilong.kernel.refusal import Refusal
from huilong.rooms.people.actions import decide
from huilong.rooms.scores import actions, queries
from huilong.rooms.scores.models import EarlyWarning, ScoreModel
from huilong.rooms.scores.terms import ModelState, Target
from tests.meeting import meeting_as

from .conftest import AT

pytestmark = pytest.mark.django_db(transaction=True)


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_a_draft_is_used_only_after_a_second_person_agreed_and_replaces_the_one_before(people, draft):
    with pytest.raises(Refusal) as refused:
        actions.use(draft, at=AT)
    assert refused.value.code == "model-state"

    asked = actions.ask_for_use(draft, user=people["song"].pk, at=AT)
    with pytest.raises(Refusal) as refused:
        decide(asked, approve=True, actor=people["song"].pk, at=AT)
    assert refused.value.code == "not-a-second-person"
    decide(asked, approve=True, actor=people["boss"].pk, at=AT)
    actions.use(draft, at=AT)

    row = queries.in_use(Target.ROLL)
    assert (row.id, row.approved_by, row.made_by) == (draft, people["boss"].pk, people["song"].pk)
    actions.retire(draft, at=AT)
    assert queries.in_use(Target.ROLL) is None


def test_what_a_second_person_refuses_is_a_draft_again(people, draft):
    asked = actions.ask_for_use(draft, user=people["song"].pk, at=AT)
    decide(asked, approve=False, actor=people["boss"].pk, at=AT)
    assert queries.model_row(draft).state is ModelState.DRAFT


def test_the_database_keeps_a_models_text_and_its_second_person(draft):
    for change in ({"artefact": "{}"}, {"state": "in_use"}, {"state": "in_use", "approved_by": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ScoreModel.objects.filter(pk=draft).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from scores_model")


def test_a_text_that_is_not_what_was_trained_is_refused(draft):
    ScoreModel.objects.filter(pk=draft)
    with connection.cursor() as cursor:
        cursor.execute("alter table scores_model disable trigger text_stays")
        cursor.execute("update scores_model set artefact = replace(artefact, 'roll', 'rule')")
        cursor.execute("alter table scores_model enable trigger text_stays")
    with pytest.raises(Refusal) as refused:
        queries.model_of(draft)
    assert refused.value.code == "bad-model"


def test_pages_show_a_model_and_its_curve_and_let_its_maker_ask(people, draft):
    with meeting_as("web"):
        song, lin = client_of(people["song"]), client_of(people["lin"])
        assert "roll-1" in song.get("/scores/").content.decode()
        page = song.get(f"/scores/{draft}/").content.decode()
        curve = song.get(f"/scores/{draft}/series.json").json()
        asked = song.post(f"/scores/{draft}/ask")
        barred = [lin.get(url).status_code for url in ("/scores/", f"/scores/{draft}/", "/warnings/")]
        missing = song.get("/scores/999999/").status_code
    assert "not used" in page
    assert "payments in arrears" in page
    assert curve["points"]
    assert asked.status_code == 302
    assert queries.model_row(draft).state is ModelState.ASKED
    assert (barred, missing) == ([403, 403, 403], 404)


def test_the_list_of_warnings_sorts_filters_and_exports(people):
    EarlyWarning.objects.bulk_create(
        EarlyWarning(loan_id=f"L{n}", on=AT.date(), ppm=n * 100_000, outstanding_fen=n, reasons=[["逾期", "late"]])
        for n in range(1, 6)
    )
    with meeting_as("web"):
        boss = client_of(people["boss"])
        page = boss.get("/warnings/?least_percent=40").content.decode()
        taken = boss.post("/warnings/", {"export": "csv"})
        text = b"".join(taken.streaming_content).decode() if taken.streaming else taken.content.decode()
    assert "L5" in page and "L4" in page and "L3" not in page
    assert "late" in page
    assert all(f"L{n}" in text for n in range(1, 6))

"""Other systems ask the law as the command line does, and get the same answer; house rules count."""

import json
from pathlib import Path
from typing import Any

import pytest

ACT = {
    "action": "contact.call", "on": "2026-09-01", "jurisdiction": "CN", "lender_type": "auto_finance_company",
    "product": "auto_loan", "adopted": ["*"], "rule": None,
    "facts": {"debtor_local_time": "07:59", "agreed_time_window_covers": False},
}  # fmt: skip


@pytest.fixture
def asker(house) -> Any:
    """A caller whose token may look at the law."""
    from datetime import timedelta

    from django.utils import timezone

    from huilong.rooms.people.actions import issue_token
    from tests.api.conftest import Caller

    at = timezone.now() - timedelta(minutes=1)
    place, admin = house["organisations"]["lender"], house["users"]["admin"]
    return Caller(issue_token("law", place, ["law.view"], actor=admin, at=at)[1])


def said_by_command(act: Any, file: Path, capsys: Any) -> Any:
    from argparse import Namespace

    from huilong.rooms.compliance.commands import _check

    file.write_text(json.dumps(act), encoding="utf-8")
    assert _check(Namespace(file=str(file))) == 0
    return json.loads(capsys.readouterr().out)


def test_an_act_is_answered_as_on_the_command_line(asker, tmp_path, capsys):
    for act in (ACT, [ACT, ACT | {"rule": "CN-TIME-001"}]):
        answer = asker.post("/law/check", act)
        assert answer.status_code == 200
        assert answer.json() == said_by_command(act, tmp_path / "act.json", capsys)
    assert "CN-TIME-001" in asker.post("/law/check", ACT).json()["deciding_rules"]


@pytest.mark.parametrize(("act", "where"), [
    (ACT | {"colour": "red"}, "colour"), ([ACT, ACT | {"on": "soon"}], "[1].on"),
    (ACT | {"facts": {"moon": 1}}, "facts.moon"), (5, "act"), ([ACT] * 501, "body"),
])  # fmt: skip
def test_an_act_that_cannot_be_read_is_refused_with_its_place(asker, act, where):
    answer = asker.post("/law/check", act)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["where"] == where


def test_it_takes_the_scope_and_a_body_of_json(house, asker):
    assert house["lender"].post("/law/check", ACT).status_code == 403
    assert asker.post("/law/check", "{").status_code == 422


def test_house_rules_approved_here_count(house, asker):
    from datetime import date

    from django.utils import timezone

    from huilong.rooms.compliance.models import HouseRule
    from huilong.rooms.compliance.tests.texts import CURFEW

    before = asker.post("/law/check", ACT).json()
    users = house["users"]
    HouseRule.objects.create(
        rule="CN-HOUSE-020", version=1, text=CURFEW, state="in_force", effective_from=date(2026, 8, 1),
        author=users["lin"], written_at=timezone.now(), approved_by=users["admin"], approved_at=timezone.now(),
    )  # fmt: skip
    late = ACT | {"facts": {"debtor_local_time": "20:30"}}
    answer = asker.post("/law/check", late).json()
    assert answer["verdict"] == "block"
    assert answer["deciding_rules"] == ["CN-HOUSE-020"]
    assert answer["rulebook"]["sha256"] != before["rulebook"]["sha256"]

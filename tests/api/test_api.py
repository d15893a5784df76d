"""The API: who calls is told by a token, and sees what its organisation sees."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_call_without_a_token_is_refused_and_told_how(as_web):
    answer = Client(headers={"Accept": "application/json"}).get("/api/v1/cases")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"] == "no-token"


def test_a_lender_sees_every_case_and_an_agency_its_own(as_web):
    assert [one["number"] for one in as_web["lender"].get("/cases", sort="number").json()["cases"]] == [
        "CL20260000001", "CL20260000002", "CL20260000003",
    ]  # fmt: skip
    of_agency = as_web["agency"].get("/cases").json()
    assert ([one["number"] for one in of_agency["cases"]], of_agency["total"]) == (["CL20260000003"], 1)


def test_a_stranger_s_case_answers_like_one_that_is_not_there(as_web):
    said = []
    for number in ("CL20260000001", "CL20269999999"):
        answer = as_web["agency"].get(f"/cases/{number}")
        said.append((answer.status_code, answer.content.decode().replace(number, "")))

    assert said[0] == said[1]
    assert said[0][0] == 404


def test_an_agency_loses_sight_the_moment_the_lender_recalls(as_web):
    assert as_web["agency"].get("/cases/CL20260000003").status_code == 200
    assert as_web["lender"].post("/cases/CL20260000003/recall", {}).json()["title"] == "recall-instead"
    body = {"cases": ["CL20260000003"], "why": "complaint"}
    assert as_web["agency"].post("/placements/recall", body).status_code == 403
    assert as_web["lender"].post("/placements/recall", body).json() == {"cases": 1}
    assert as_web["agency"].get("/cases/CL20260000003").status_code == 404
    assert as_web["agency"].get("/cases").json()["total"] == 0


def test_an_agency_sends_results_and_sees_its_cases_as_the_contract_says(as_web):
    (case,) = as_web["agency"].get("/placements/cases").json()
    assert (case["number"], case["values"]["delinquent_fen"]) == ("CL20260000003", 100)
    assert "vehicle" not in case["values"]

    results = [{"key": "k1", "number": "CL20260000003", "outcome": "no_answer"},
               {"key": "k2", "number": "CL20260000001", "outcome": "no_answer"}]  # fmt: skip
    came = as_web["agency"].post("/placements/results", {"results": results}).json()
    assert (came["taken"], [(one["line"], one["code"]) for one in came["refused"]]) == (1, [(2, "not-placed")])
    assert [one["worked"] for one in as_web["lender"].get("/placements").json()] == [1]
    assert as_web["agency"].post("/placements/return", {"cases": ["CL20260000001"], "why": "agreed"}).status_code == 404


def test_a_firm_without_a_contract_is_given_nothing_by_any_door(as_web):
    agency, lender = as_web["organisations"]["agency"], as_web["lender"]
    assert lender.post("/cases/CL20260000001/assign", {"organisation": agency}).json()["title"] == "place-instead"
    body = {"contract": 99, "organisation": agency, "batch": "B", "entry_on": "2026-01-01", "exit_on": "2026-01-02",
            "cases": ["CL20260000001"]}  # fmt: skip
    assert lender.post("/placements", body).json()["title"] == "no-such-contract"


def test_an_agency_posts_no_money(as_web):
    body = {"loan_id": "L3", "on": "2026-06-30", "amount_fen": 100}
    answer = as_web["agency"].post("/receipts", body)

    assert (answer.status_code, answer.json()["title"]) == (403, "out-of-scope")
    assert as_web["lender"].get("/receipts", loan_id="L3").json() == []


def test_a_mistyped_filter_is_refused(as_web):
    answer = as_web["lender"].get("/cases", least_dayz="5")

    assert (answer.status_code, answer.json()["where"]) == (422, "least_dayz")


@pytest.mark.parametrize("query", [{"size": "0"}, {"page": "99999999999999999999"}, {"least_fen": "9" * 30},
                                   {"moved_on": "31.12.2026"}, {"text": "a\x00b"}, {"sort": "password"}])  # fmt: skip
def test_a_value_out_of_bounds_is_refused_by_name(as_web, query):
    answer = as_web["lender"].get("/cases", **query)

    assert (answer.status_code, answer.json()["where"]) == (422, next(iter(query)))


def test_an_act_sent_twice_under_one_key_is_done_once(as_web):
    body = {"loan_id": "L1", "on": "2026-06-30", "amount_fen": 12345}
    first = as_web["lender"].post("/receipts", body, key="pay-1")
    again = as_web["lender"].post("/receipts", body, key="pay-1")
    other = as_web["lender"].post("/receipts", body | {"amount_fen": 1}, key="pay-1")

    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert (other.status_code, other.json()["title"]) == (422, "key-reused")
    assert len(as_web["lender"].get("/receipts", loan_id="L1").json()) == 1


def test_two_workers_with_one_key_do_it_once(as_web):
    from django.db import connections

    body = {"loan_id": "L2", "on": "2026-06-30", "amount_fen": 500}

    def send(_: int) -> str:
        from huilong.site import roles

        roles.become(roles.WEB)
        try:
            return as_web["lender"].post("/receipts", body, key="pay-2").content.decode()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as workers:
        answers = set(workers.map(send, range(8)))

    assert len(answers) == 1
    assert len(as_web["lender"].get("/receipts", loan_id="L2").json()) == 1


def test_a_refused_act_keeps_no_key(as_web):
    wrong = {"loan_id": "L1", "on": "2199-01-01", "amount_fen": 5}
    assert as_web["lender"].post("/receipts", wrong, key="pay-3").status_code == 422
    right = {"loan_id": "L1", "on": "2026-06-30", "amount_fen": 5}
    assert as_web["lender"].post("/receipts", right, key="pay-3").status_code == 200


def test_too_many_calls_wait_for_the_next_minute(as_web):
    from huilong.rooms.people.models import ApiToken
    from huilong.site import roles

    roles.become(roles.OWNER)
    ApiToken.objects.filter(pk=as_web["tokens"]["agency"][0]).update(per_minute=3)
    roles.become(roles.WEB)
    answers = [as_web["agency"].get("/whoami") for _ in range(8)]

    assert answers[0].status_code == 200
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert 0 < int(refused[0]["Retry-After"]) <= 60


def test_a_revoked_token_opens_nothing(as_web):
    from django.utils import timezone

    from huilong.rooms.people.actions import revoke_token
    from huilong.site import roles

    roles.become(roles.OWNER)
    revoke_token(as_web["tokens"]["agency"][0], actor=as_web["users"]["admin"], at=timezone.now())
    roles.become(roles.WEB)

    assert as_web["agency"].get("/whoami").status_code == 401


def test_the_reference_is_there_for_who_has_no_token_yet(as_web):
    assert Client().get("/api/").status_code == 200
    told = json.loads(Client().get("/api/v1/openapi.json").content)
    assert told["openapi"].startswith("3.1")
    assert "/api/v1/cases" in told["paths"]

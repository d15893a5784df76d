"""The API fuzzed from its own description: whatever is sent, it answers or refuses, and never breaks."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

pytestmark = pytest.mark.django_db(transaction=True)
EXAMPLES = 40
FEW = 8
FEWEST_OPERATIONS = 12
JSON = "application/json"


def operations() -> list[Any]:
    from huilong.site.api import api

    told = api.get_openapi_schema(path_prefix="/api/v1/")
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(told, default=str)))
    return [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]


@pytest.fixture
def token(house) -> str:
    """A lender's token that may do everything."""
    from huilong.rooms.people.actions import issue_token
    from huilong.rooms.people.rules.permissions import PERMISSIONS

    at = timezone.now() - timedelta(minutes=1)
    place, admin = house["organisations"]["lender"], house["users"]["admin"]
    return issue_token("fuzz", place, sorted(PERMISSIONS), actor=admin, at=at, per_minute=10_000)[1]


def sent(client: Client, case: Any) -> Any:
    """A generated call sent; whatever it changes is undone."""
    query = urlencode(case.query or {}, doseq=True)
    path = case.formatted_path + (f"?{query}" if query else "")
    named: dict[str, Any] = {}
    if case.method.upper() != "GET":
        if case.media_type == JSON or case.media_type is None:
            body = case.body if isinstance(case.body, dict | list | str | int | float | bool | None) else {}
            named = {"data": json.dumps(body, default=str), "content_type": JSON}
        else:
            fields = case.body if isinstance(case.body, dict) else {}
            named = {"data": {name: str(value) for name, value in fields.items()}}
    with transaction.atomic():
        answer = client.generic("GET", path) if not named else client.post(path, **named)
        transaction.set_rollback(True)
    return answer


def fuzz(operation: Any, client: Client, seen: set[int], examples: int) -> None:
    """Send what the description of one operation allows, and what it does not."""

    @given(case=operation.as_strategy())
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def fuzzed(case: Any) -> None:
        answer = sent(client, case)
        seen.add(answer.status_code)
        assert answer.status_code < 500, (case.formatted_path, case.query, case.body, answer.content[:300])
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"

    fuzzed()


@pytest.mark.parametrize("examples", [FEW, pytest.param(EXAMPLES, marks=pytest.mark.slow)])
def test_the_api_never_breaks_whatever_is_sent(token, examples):
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}", "Accept": JSON})
    told: dict[str, set[int]] = {}
    every = operations()
    assert len(every) >= FEWEST_OPERATIONS

    for operation in every:
        fuzz(operation, client, told.setdefault(f"{operation.method.upper()} {operation.path}", set()), examples)
    assert {status for seen in told.values() for status in seen} >= {200, 404, 422}, told


@pytest.mark.parametrize("path", ["/api/v1/cases", "/api/v1/receipts", "/api/v1/cases/CL20260000001/assign"])
def test_bodies_that_are_no_json_are_refused(token, path):
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}", "Accept": JSON})

    @given(body=st.binary(max_size=300))
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def garbled(body: bytes) -> None:
        with transaction.atomic():
            answer = client.post(path, data=body, content_type=JSON)
            transaction.set_rollback(True)
        assert 400 <= answer.status_code < 500, body

    garbled()

"""Pages keep their budget of queries, whatever the number of rows (tests/stories/query_budgets.yaml)."""

from pathlib import Path

import pytest
import yaml
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from .managing import places
from .test_journey import first_open_case

pytestmark = pytest.mark.django_db
BUDGETS = yaml.safe_load((Path(__file__).parent / "query_budgets.yaml").read_text("utf-8"))


@pytest.mark.parametrize("page", BUDGETS)
def test_a_page_keeps_its_budget(managed, page):
    from huilong.rooms.people.models import User

    client = Client()
    client.force_login(User.objects.get(username=BUDGETS[page].get("as", "finance")))
    path = BUDGETS[page]["path"].format(case=first_open_case().number, **places())
    client.get(path)  # what is read once and kept is not the page's
    with CaptureQueriesContext(connection) as asked:
        response = client.get(path)
    assert response.status_code == 200
    told = "\n".join(one["sql"][:160] for one in asked.captured_queries)
    assert len(asked) <= BUDGETS[page]["queries"], told

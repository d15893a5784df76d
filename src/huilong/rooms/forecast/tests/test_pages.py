"""Pages of forecast: every number opens to its rows, exports leave a trace, and who may not see is told so."""

import json

import pytest
from django.urls import reverse

from huilong.kernel.refusal import Refusal
from huilong.rooms.forecast import actions, queries
from huilong.rooms.forecast.models import Run
from huilong.rooms.forecast.night import forecast_month
from huilong.rooms.forecast.terms import Asked
from huilong.rooms.journal.models import Entry

from .conftest import AT, ENDS

pytestmark = pytest.mark.django_db
PAGES = ("home", "list", "moves", "vintages", "recoveries", "backtest")


@pytest.fixture
def forecast(five_months, quick, people) -> int:
    """A run of the night; its key."""
    forecast_month(ENDS, AT)
    return Run.objects.get().pk


def typed(words: list[str]) -> int:
    """What a command answers to what was typed, within this test's own database."""
    from huilong.site.cli import build_parser

    options = build_parser().parse_args(words)
    return options.run(options) or 0


def speak(user, language: str) -> None:
    """Let a user read this language."""
    user.language = language
    user.save(update_fields=["language"])


def test_before_the_first_month_every_page_says_the_way_out(client, people):
    client.force_login(people["lu"])

    for name in (*PAGES, "new"):
        page = client.get(reverse(f"forecast:{name}"))
        assert page.status_code == 200
        assert "/nights/" in page.content.decode() or "/forecast/" in page.content.decode()
    assert client.get(reverse("forecast:past")).json()["vintages"] == []


def test_every_page_opens_for_who_plans_and_who_counts_in_both_languages(client, people, forecast):
    for name in ("lu", "shen"):
        client.force_login(people[name])
        for language in ("zh-hans", "en"):
            speak(people[name], language)
            for page in (*PAGES, "past"):
                answer = client.get(reverse(f"forecast:{page}"))
                assert answer.status_code == 200
            assert client.get(reverse("forecast:run", args=[forecast])).status_code == 200


def test_who_collects_sees_no_forecast_and_who_counts_runs_none(client, people, forecast):
    client.force_login(people["lin"])
    assert client.get(reverse("forecast:home")).status_code == 403
    assert client.get(reverse("forecast:run", args=[forecast])).status_code == 403
    client.force_login(people["shen"])
    assert client.post(reverse("forecast:new"), {"scenario": "base"}).status_code == 403


def test_the_fan_has_what_was_and_what_is_expected_month_by_month(client, people, forecast):
    client.force_login(people["lu"])

    told = client.get(reverse("forecast:series", args=[forecast])).json()

    cash = told["charts"][0]
    assert len(told["months"]) == len(cash["past"]) + 12 == 16
    assert cash["told"]["low95"][0] <= cash["told"]["low50"][0] <= cash["told"]["high95"][0]
    assert cash["past"][-1] > 0


def test_a_run_is_asked_for_on_a_page_and_said_again_by_its_seed(client, people, forecast):
    client.force_login(people["lu"])
    form = {"scenario": "mild", "horizon": "6", "paths": "300", "seed": "12", "discount": "8.5"}

    answer = client.post(reverse("forecast:new"), form)

    run = Run.objects.order_by("-id").first()
    assert answer.headers["Location"] == reverse("forecast:run", args=[run.pk])
    assert (run.scenario, run.horizon, run.seed, run.discount_ppm, run.kind) == ("mild", 6, 12, 85_000, "asked")
    assert queries.run_row(run.pk).by == people["lu"].pk


@pytest.mark.parametrize(
    ("name", "value"), [("horizon", "99"), ("paths", "many"), ("discount", "x"), ("scenario", "no")]
)
def test_what_cannot_be_run_is_said_beside_the_form_and_nothing_typed_is_lost(client, people, forecast, name, value):
    client.force_login(people["lu"])
    form = {"scenario": "mild", "horizon": "6", "paths": "321", "seed": "12", "discount": "8.5", name: value}

    answer = client.post(reverse("forecast:new"), form)

    assert answer.status_code == 422
    assert name in answer.content.decode() and 'value="12"' in answer.content.decode()
    assert Run.objects.count() == 1


def test_an_export_leaves_a_trace_and_carries_its_mark(client, people, forecast):
    client.force_login(people["shen"])

    for name, args in (("run", [forecast]), ("moves", []), ("vintages", []), ("recoveries", []), ("list", [])):
        answer = client.post(reverse(f"forecast:{name}", args=args), {"export": "csv"})
        body = b"".join(answer.streaming_content).decode()
        assert body.startswith("\ufeff") and "shen-" in body
    assert Entry.objects.filter(verb="export").count() == 5


def test_numbers_of_the_heat_map_open_to_their_rows(client, people, forecast):
    client.force_login(people["lu"])
    home = client.get(reverse("forecast:home")).content.decode()
    address = f"{reverse('forecast:moves')}?start=1&amp;end=2"

    assert address in home
    rows = client.get(address.replace("&amp;", "&")).context["page"]
    assert rows.total > 0
    assert {(row.start, row.end) for row in rows.rows} == {(1, 2)}
    assert client.get(f"{reverse('forecast:moves')}?start=worse").context["page"].total == 0


def test_scenarios_stand_side_by_side(client, people, forecast):
    actions.run_forecast(Asked(scenario="severe", paths=300), AT)
    client.force_login(people["lu"])
    speak(people["lu"], "en")

    page = client.get(f"{reverse('forecast:home')}?beside=severe")

    assert len(page.context["compared"]) == 2
    assert "severe downturn" in page.content.decode()


def test_the_home_page_asks_a_bounded_number_of_times(client, people, forecast, django_assert_max_num_queries):
    client.force_login(people["lu"])
    for scenario in ("mild", "severe", "recovery"):
        actions.run_forecast(Asked(scenario=scenario, paths=200), AT)

    for name, most in (("home", 14), ("list", 6), ("moves", 6), ("vintages", 7), ("recoveries", 7), ("backtest", 10)):
        with django_assert_max_num_queries(most):
            client.get(reverse(f"forecast:{name}"))


def test_the_command_shows_and_explains_a_run(capsys, forecast):
    assert typed(["forecast", "show"]) == 0
    assert typed(["forecast", "explain", str(forecast)]) == 0
    assert typed(["forecast", "backtest"]) == 0

    told = capsys.readouterr().out
    assert "net loss" in told and "estimate" in told and "loans_M1" in told
    with pytest.raises(Refusal, match="no-such-run"):
        typed(["forecast", "show", "999999"])


def test_the_back_test_reads_files_of_a_pool(tmp_path):
    """Sixty loans over eight months that all pay: what came true is what was expected."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    ids, months = [f"P{n}" for n in range(60)], [f"2019-{m:02d}-01" for m in range(1, 9)]
    loans = pa.table({"loan_id": ids, "originalLoanAmount": [10_000.0] * 60, "originationDate": ["12/2018"] * 60})
    rows = [
        {"loan_id": one, "period": month, "bal": 10_000.0 - 400 * (k + 1), "pmt": 450.0, "rec": None, "rep": 0.0,
         "state": "C", "sched": 450.0}
        for one in ids for k, month in enumerate(months)
    ]  # fmt: skip
    panel = pa.Table.from_pylist(rows)
    panel = panel.set_column(1, "period", panel["period"].cast(pa.date32()).cast(pa.timestamp("us")))
    pq.write_table(loans, tmp_path / "loans.parquet")
    pq.write_table(panel, tmp_path / "panel.parquet")
    words = ["forecast", "backtest", "--loans", str(tmp_path / "loans.parquet"), "--panel"]

    asked = [str(tmp_path / "panel.parquet"), "--ahead", "2", "--least", "3", "--paths", "200", "--json",
             str(tmp_path / "points.json")]  # fmt: skip
    assert typed([*words, *asked]) == 0
    points = json.loads((tmp_path / "points.json").read_text())
    cash = [one for one in points if one["measure"] == "cash"]
    assert len(cash) == 6 and cash[0]["actual"] == 60 * 45_000
    assert cash[0]["mean"] == pytest.approx(60 * 45_000, rel=0.6)
    with pytest.raises(Refusal, match="no-such-file"):
        typed([*words, str(tmp_path / "none.parquet")])
    with pytest.raises(Refusal, match="bad-panel") as refused:
        typed([*words, str(tmp_path / "loans.parquet")])
    assert "bal" in refused.value.says.en

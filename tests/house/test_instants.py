"""No day is taken of an instant in UTC: for eight hours of every Chinese day it would be yesterday."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from huilong.shell.templatetags.huilong import day
from tests.house.instants import days_of_utc

SOURCE = Path(__file__).resolve().parents[2] / "src" / "huilong"


def test_no_day_is_taken_of_an_instant_in_utc():
    assert days_of_utc(SOURCE) == []


@pytest.mark.parametrize(
    "text",
    [
        "on = timezone.now().date()",
        "on = datetime.now(UTC).date() - timedelta(days=1)",
        "on = datetime.datetime.now(tz=datetime.timezone.utc).date()",
        "def page(request):\n    now, form = timezone.now(), request.POST\n    return now.date()",
        "def page():\n    at = timezone.now() - timedelta(days=1)\n    return [at.date() for _ in range(3)]",
        "def page():\n    def told(on): ...\n    now = timezone.now()\n    told(on=now.replace(hour=0).date())",
    ],
)
def test_a_planted_day_of_utc_is_found(tmp_path, text):
    (tmp_path / "planted.py").write_text(text)
    assert len(days_of_utc(tmp_path)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "on = timezone.localtime().date()",
        "on = timezone.localtime(timezone.now()).date()",
        "on = timezone.now().astimezone(zone).date()",
        "on = datetime.now(ZoneInfo('Asia/Shanghai')).date()",
        "def page(at):\n    return at.date()",
        "def page(at):\n    now = timezone.now()\n    now = timezone.localtime(now)\n    return now.date()",
        "def page():\n    now = timezone.now()\n    return timezone.localdate(now)",
        "def one():\n    now = timezone.now()\n\ndef other(now):\n    return now.date()",
    ],
)
def test_a_day_of_the_house_and_what_cannot_be_told_are_left_alone(tmp_path, text):
    (tmp_path / "planted.py").write_text(text)
    assert days_of_utc(tmp_path) == []


def test_a_moment_is_shown_by_its_day_here():
    assert day(datetime(2026, 3, 31, 17, 30, tzinfo=UTC)) == "2026-04-01"

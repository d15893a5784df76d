"""The house stands as planned; and each check is planted a violation, to see that it can fail."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import plan

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "huilong"
CONTRACTS = ROOT / ".importlinter"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the source tree in which a violation can be planted."""
    ignored = shutil.ignore_patterns("__pycache__", "vendor", "locale", "*.mo")
    return Path(shutil.copytree(SOURCE, tmp_path / "huilong", ignore=ignored))


def plant(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_rooms_hold_only_what_their_plan_knows():
    assert plan.misplaced_in_rooms(SOURCE / "rooms") == []


def test_every_room_is_declared_with_its_plan_and_walls():
    assert plan.undeclared_rooms(SOURCE / "rooms", CONTRACTS) == []


def test_every_room_has_a_readme_of_one_page():
    assert plan.rooms_without_readme(SOURCE / "rooms") == []


def test_nothing_is_named_for_nothing():
    assert plan.stray_names(SOURCE) == []


def test_files_and_functions_can_be_read_at_once():
    assert plan.too_long(SOURCE) == []


def test_clocks_are_read_at_doors_and_by_the_night_runner_only():
    assert plan.clocks_read(SOURCE) == []


def test_pages_hold_no_inline_code():
    assert plan.inline_code_in_templates(SOURCE) == []


PLANTED: list[tuple[str, str, str, Callable[[Path], list[str]]]] = [
    ("rooms/cases/extra.py", "", "not in the plan", lambda s: plan.misplaced_in_rooms(s / "rooms")),
    ("rooms/cases/store/here.txt", "", "not in the plan", lambda s: plan.misplaced_in_rooms(s / "rooms")),
    ("rooms/garage/__init__.py", "", "no place", lambda s: plan.undeclared_rooms(s / "rooms", CONTRACTS)),
    ("rooms/garage/__init__.py", "", "no walls", lambda s: plan.undeclared_rooms(s / "rooms", CONTRACTS)),
    ("rooms/garage/__init__.py", "", "no README", lambda s: plan.rooms_without_readme(s / "rooms")),
    ("rooms/cases/README.md", "# Cases\n## Words\n", "headings", lambda s: plan.rooms_without_readme(s / "rooms")),
    ("shell/utils.py", "", "stray name", plan.stray_names),
    ("shell/cars.py", "class CarManager: ...\n", "says nothing", plan.stray_names),
    ("shell/cars.py", "x = 1\n" * 301, "301 lines", plan.too_long),
    ("shell/cars.py", "def long():\n" + "    x = 1\n" * 61, "long has 62 lines", plan.too_long),
    ("rooms/cases/actions.py", "import datetime\nnow = datetime.datetime.now()\n", ":2", plan.clocks_read),
    ("night/plan.py", "from datetime import date\non = date.today()\n", ":2", plan.clocks_read),
    ("shell/templates/a.html", "<p style='color:red'>", "a.html:1", plan.inline_code_in_templates),
    ("shell/templates/b.html", "<script>alert(1)</script>", "b.html:1", plan.inline_code_in_templates),
]


@pytest.mark.parametrize(("where", "text", "says", "check"), PLANTED, ids=[p[0] + ":" + p[2] for p in PLANTED])
def test_a_planted_violation_is_found(copy, where, text, says, check):
    plant(copy / where, text)

    assert any(says in finding for finding in check(copy)), check(copy)

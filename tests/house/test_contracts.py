"""Who may import whom: the contracts in .importlinter hold, and each of them can be broken."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

BELOW_REPORTS = (
    "replay", "performance", "disposal", "auctions", "repossession", "tracking", "collateral", "settlement",
    "tenders", "agencies", "relief",
    "contact", "files", "cases", "strategy", "forecast", "scores", "compliance", "ledger", "book", "vault", "people",
    "journal",
)  # fmt: skip
PLANTED = {
    "kernel/planted.py": "import huilong.engine.local\n",
    "rooms/journal/queries.py": "import huilong.rooms.cases.terms\n",
    "rooms/ledger/terms.py": "import huilong.rooms.ledger.queries\n",
    "rooms/book/store/planted.py": "import huilong.rooms.book.actions\n",
    "rooms/tracking/store/planted.py": "import huilong.rooms.tracking.actions\n",
    "rooms/reports/queries/planted.py": "".join(f"import huilong.rooms.{room}.models\n" for room in BELOW_REPORTS)
    + "import huilong.rooms.book.store.planted\nimport huilong.rooms.tracking.store.planted\n",
    "integrations/planted.py": "import huilong.rooms.reports.models\n",
    "rooms/cases/rules/planted.py": "import huilong.kernel.seemingly_pure\n",
    "kernel/seemingly_pure.py": "import os\n",
    "engine/planted.py": "import django\n",
}
"""One file at least for each contract; written over what is there, in a copy."""


def lint(tree: Path) -> str:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    environment = os.environ | {"PYTHONPATH": str(tree), "COLUMNS": "200"}
    run = subprocess.run(
        [*command, "--config", str(tree / ".importlinter")],
        cwd=tree, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return run.stdout + run.stderr


@pytest.fixture(scope="module")
def tree(tmp_path_factory) -> Path:
    """A copy of the contracts and of the Python sources."""
    there = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / ".importlinter", there)
    ignored = shutil.ignore_patterns("__pycache__", "static", "templates", "locale")
    shutil.copytree(ROOT / "src" / "huilong", there / "huilong", ignore=ignored)
    return there


def verdicts(told: str, verdict: str) -> set[str]:
    return set(re.findall(rf"(?m)^(.+?) {verdict}(?: \(.*\))?$", told))


def test_every_contract_is_kept_and_every_contract_can_be_broken(tree):
    told = lint(tree)
    kept = verdicts(told, "KEPT")

    assert verdicts(told, "BROKEN") == set(), told
    assert len(kept) >= 14, told

    for where, text in PLANTED.items():
        path = tree / "huilong" / where
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for folder in path.parents[: len(Path(where).parts) - 1]:
            (folder / "__init__.py").touch()
    for room in (tree / "huilong" / "rooms").iterdir():
        for name in ("models.py", "queries.py", "actions.py") if room.is_dir() else ():
            (room / name).touch()

    assert verdicts(lint(tree), "KEPT") == set()


def test_a_room_that_nobody_declared_breaks_the_build(tree):
    (tree / "huilong" / "rooms" / "garage").mkdir()
    (tree / "huilong" / "rooms" / "garage" / "__init__.py").touch()

    assert "huilong.rooms.garage" in lint(tree)

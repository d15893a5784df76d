"""Tables follow the arrows: foreign keys point down, migrations form one line and say what the models say."""

from collections.abc import Iterable, Iterator

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

FLOORS = [
    "night", "reports", "replay", "performance", "disposal", "auctions", "repossession", "tracking", "collateral",
    "settlement", "tenders",
    "agencies", "relief", "contact", "files", "cases", "strategy", "forecast", "scores", "compliance", "ledger",
    "book", "vault", "people", "journal",
    "shell",
]
"""Apps with tables, top to bottom. Django's own lie below all of them."""


def ours() -> list[str]:
    return [config.label for config in apps.get_app_configs() if config.name.startswith("huilong.")]


def foreign_keys(classes: Iterable[type[models.Model]]) -> Iterator[tuple[str, str, str]]:
    """(key, its app, the app it points to) of every foreign key of the models."""
    for model in classes:
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.ManyToManyField):
                there = field.related_model._meta
                yield f"{model.__name__}.{field.name} -> {there.label}", model._meta.app_label, there.app_label


def upward(keys: Iterable[tuple[str, str, str]]) -> list[str]:
    """Keys that point to a higher floor. What the shell keeps for a user may point at the user."""
    found = []
    for key, here, there in keys:
        higher = there in FLOORS and FLOORS.index(there) < FLOORS.index(here)
        if higher and not (here == "shell" and key.endswith("-> people.User")):
            found.append(key)
    return found


def branches(nodes: Iterable[tuple[str, str]]) -> list[str]:
    """Migrations (app, name) whose numbers are not 1, 2, 3 … without gap or twin."""
    found = []
    by_app: dict[str, list[str]] = {}
    for app, name in nodes:
        by_app.setdefault(app, []).append(name)
    for app, names in sorted(by_app.items()):
        numbers = sorted(name[:4] for name in names)
        if numbers != [f"{i:04d}" for i in range(1, len(numbers) + 1)]:
            found.append(f"{app}: {', '.join(sorted(names))}")
    return found


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None)


def test_every_app_of_ours_has_its_floor():
    assert set(ours()) == set(FLOORS)


def test_foreign_keys_point_down():
    assert upward(foreign_keys(model for label in ours() for model in apps.get_app_config(label).get_models())) == []


def test_a_key_that_points_up_is_found():
    seen = list(foreign_keys([apps.get_app_config("night").get_model("NightStep")]))

    assert seen == [("NightStep.run -> night.NightRun", "night", "night")]
    assert upward([("User.case -> cases.Case", "people", "cases")]) == ["User.case -> cases.Case"]


def test_migrations_form_one_line(loader):
    assert branches((app, name) for app, name in loader.disk_migrations if app in FLOORS) == []
    assert loader.detect_conflicts() == {}


@pytest.mark.parametrize("names", [["0001_initial", "0001_again"], ["0001_initial", "0003_later"], ["0002_second"]])
def test_a_branch_or_a_gap_is_found(names):
    assert branches(("cases", name) for name in names) != []


def test_no_model_changed_without_its_migration(loader):
    with translation.override(None):  # as makemigrations does: names in migrations are untranslated
        found = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        changes = found.changes(graph=loader.graph)

    assert {app: [str(op) for m in made for op in m.operations] for app, made in changes.items() if app in FLOORS} == {}

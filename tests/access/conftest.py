"""The world of strangers, committed, and the pages' own way to the database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.meeting import meeting_as

from .build import build
from .world import World

PLACES = ("BOOK_URL", "INCOMING", "VAULT_KEY_FILE", "HUILONG_HOME")


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Built once; emptied at the end. Every viewer is signed in before the one who is gone was closed out."""
    from django.conf import settings
    from django.core.management import call_command

    home: Path = tmp_path_factory.mktemp("access")
    before = {name: getattr(settings, name) for name in PLACES}
    settings.HUILONG_HOME, settings.BOOK_URL = home, str(home / "book")
    settings.INCOMING, settings.VAULT_KEY_FILE = home / "incoming", home / "keys/vault.key"
    with django_db_blocker.unblock():
        try:
            made = build()
            _sign_in(made)
            yield made
        finally:
            call_command("flush", interactive=False, verbosity=0)
            for name, value in before.items():
                setattr(settings, name, value)


def _sign_in(world: World) -> None:
    """A session for everybody, made by hand: the one whose account was closed keeps the cookie."""
    from django.test import Client

    from huilong.rooms.people.models import Session, User

    for viewer in world.viewers.values():
        client = Client()
        user = User.objects.get(pk=viewer.user)
        client.force_login(user)
        viewer.cookies = None if viewer.token else client.cookies
        Session.objects.filter(user=user).update(address="10.0.0.1", device=f"session-of-{viewer.name}.")
        world.mark("session", viewer.name, f"session-of-{viewer.name}.")


@pytest.fixture(autouse=True)
def _just_seen(world: World, db: None) -> None:
    """Nobody's page locks while others are looked at: when each was last seen is rolled back with every test.

    By a connection of its own that commits at once: pages touch sessions beside the test's transaction.
    """
    from django.db import connections

    own = connections.create_connection("default")
    try:
        with own.cursor() as cursor:
            cursor.execute("update people_session set last_seen_at = now() where ended_at is null")
    finally:
        own.close()


@pytest.fixture
def strangers(world) -> Iterator[World]:
    """The world, looked at as the pages look: logged in to the database as `huilong_web`."""
    with meeting_as("web"):
        yield world

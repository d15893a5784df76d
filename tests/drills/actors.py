"""What runs in processes of its own in the drills: `python -m tests.drills.actors NAME …`, in a home of its own."""

import json
import os
import sys
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

DEVICE = "DRILL-1"
BREATH = 0.01
"""Seconds a writer rests: about as long as it writes, so that half of the kills fall amid a receipt."""


def staff() -> dict[str, Any]:
    """A lender with a team, two collectors and a token that may write; what a client of the API needs to know."""
    from django.utils import timezone

    from huilong.rooms.cases.queries import numbers_found
    from huilong.rooms.cases.terms import CaseFilter
    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user, issue_token
    from huilong.rooms.people.actions.tokens import MOST_PER_MINUTE
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    lender = ensure_organisation("演练金融", OrganisationKind.LENDER)
    team = ensure_team("演练一组", lender, takes_new=True)
    for name, role, of in (
        ("lin", Role.COLLECTOR, team), ("jiang", Role.COLLECTOR, team), ("admin", Role.ADMINISTRATOR, None),
    ):  # fmt: skip
        ensure_user(name, display_name=name, role=role, organisation=lender, password="a-long-one-indeed", team=of)
    users = {user.username: user.pk for user in User.objects.all()}
    scopes = ["case.view", "case.assign", "receipt.post"]
    _, secret = issue_token(
        "drill", lender, scopes, actor=users["admin"], at=timezone.now(), per_minute=MOST_PER_MINUTE
    )
    cases = numbers_found(CaseFilter(), most=50)
    return {"organisation": lender, "team": team, "users": users, "secret": secret, "cases": cases}


def write(name: str) -> dict[str, Any]:
    """Post receipts one after the other until killed; says each one's key once it is committed.

    A breath after each: four who never rest make a journal that takes longer to verify than to write.
    """
    from huilong.rooms.ledger.actions import post_receipt

    number = 0
    while True:
        number += 1
        key = post_receipt(
            loan_id=f"{name}-{number}", on=date(2026, 3, 1), amount_fen=100, actor="system", today=date(2026, 3, 2)
        )
        sys.stdout.write(f"{key}\n")
        sys.stdout.flush()
        time.sleep(BREATH)


def heard(*days: str) -> dict[str, Any]:
    """Make Parquet of what was heard before, then keep a position of noon of each day: those stay in the log."""
    from huilong.rooms.tracking import store
    from huilong.rooms.tracking.terms import Fix

    for waiting in store.days_waiting():
        store.compact(waiting)
    for day in days:
        store.append([Fix(DEVICE, datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC), 30.0, 120.0)])
    return track()


def track() -> dict[str, Any]:
    """Where the device was, by time; and the days that still wait in the log."""
    from huilong.rooms.tracking import store

    since = datetime(2026, 1, 1, tzinfo=UTC)
    found = store.fixes_of([DEVICE], since, since + timedelta(days=365)).to_pylist()
    places = [[one["at"].isoformat(), one["lat_e7"], one["lon_e7"]] for one in found]
    return {"places": places, "waiting": [day.isoformat() for day in store.days_waiting()]}


def main() -> None:
    """Run an actor and print what it tells."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huilong.site.settings")
    django.setup()
    told = {"staff": staff, "write": write, "heard": heard, "track": track}[sys.argv[1]](*sys.argv[2:])
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()

"""What runs in processes of its own in the drills: `python -m tests.drills.actors NAME …`, in a home of its own."""

import json
import os
import sys
from datetime import date
from typing import Any


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
    """Post receipts one after the other until killed; says each one's key once it is committed."""
    from huilong.rooms.ledger.actions import post_receipt

    number = 0
    while True:
        number += 1
        key = post_receipt(
            loan_id=f"{name}-{number}", on=date(2026, 3, 1), amount_fen=100, actor="system", today=date(2026, 3, 2)
        )
        sys.stdout.write(f"{key}\n")
        sys.stdout.flush()


def main() -> None:
    """Run an actor and print what it tells."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huilong.site.settings")
    django.setup()
    told = {"staff": staff, "write": write}[sys.argv[1]](*sys.argv[2:])
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()

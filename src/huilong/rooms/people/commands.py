"""People at the command line (命令行): the way back in for somebody nobody else can let in."""

import argparse
from typing import Any

from huilong.kernel.refusal import Refusal


def register(subparsers: Any) -> None:
    """Add the commands of people to the dispatcher."""
    reset = subparsers.add_parser("user-reset", help="重置密码与第二因素 / new password, factor gone")
    reset.add_argument("username")
    reset.set_defaults(run=run_reset, database="owner")


def run_reset(options: argparse.Namespace) -> int:
    """Reset a user's password and second factor; the new first password is told once."""
    from django.utils import timezone

    from huilong.rooms.people.actions import reset_at_the_server

    password = reset_at_the_server(options.username, at=timezone.now())
    if password is None:
        raise Refusal(
            "no-such-user", zh="没有这个启用中的用户。", en="There is no such active user.",
            remedy_zh="请检查用户名。", remedy_en="Check the user name.", where=options.username,
        )  # fmt: skip
    print(password)
    return 0

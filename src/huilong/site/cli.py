"""The `huilong` command (命令行): finds each room's commands, turns refusals into sentences and exit codes.

Exit codes: 0 done, 1 something unexpected, 2 refused, 130 interrupted.
"""

import argparse
import locale
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from huilong.kernel.refusal import Refusal
from huilong.site.roles import NIGHT

COMMAND_MODULES = [
    "huilong.site.commands",
    "huilong.site.quarter.commands",
    "huilong.rooms.journal.commands",
    "huilong.rooms.people.commands",
    "huilong.rooms.vault.commands",
    "huilong.rooms.compliance.commands",
    "huilong.rooms.book.commands",
    "huilong.rooms.files.commands",
    "huilong.rooms.scores.commands",
    "huilong.rooms.ledger.commands",
    "huilong.rooms.contact.commands",
    "huilong.rooms.relief.commands",
    "huilong.rooms.tracking.commands",
    "huilong.rooms.collateral.commands",
    "huilong.rooms.repossession.commands",
    "huilong.rooms.settlement.commands",
    "huilong.rooms.auctions.commands",
    "huilong.rooms.tenders.commands",
    "huilong.rooms.disposal.commands",
    "huilong.rooms.replay.commands",
    "huilong.rooms.forecast.commands",
    "huilong.rooms.reports.commands",
    "huilong.night.commands",
    "huilong.integrations.synthetic_lender.commands",
    "huilong.integrations.synthetic_fleet.commands",
    "huilong.integrations.jt808.commands",
]
"""Each has `register(subparsers)`; a command sets `run` (called with the arguments, returns an exit code or None) and,
if it works without database and Django, `needs=""`, or `needs="apps"` without a database only; `needs="django"` is the
default. `database` says as whom it meets the database: `night` unless it says `owner` or `web` (site/roles.py)."""

REFUSED, UNEXPECTED, INTERRUPTED = 2, 1, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and tell what went wrong, if anything did; the exit code."""
    try:
        return run(arguments)
    except Refusal as refusal:
        _say_refusal(refusal)
        return REFUSED
    except KeyboardInterrupt:
        _say(
            _both(
                "已停止。已完成的部分保留,再次运行会接着做。",
                "Stopped. What was finished is kept; run it again to go on.",
            )
        )
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:
        _say_unexpected(error)
        return UNEXPECTED


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. Refusals and mistakes are the caller's to tell."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    if not hasattr(options, "run"):
        parser.print_help()
        return 0
    return _with_needs(options)


def build_parser() -> argparse.ArgumentParser:
    """The parser with every command that is installed."""
    parser = argparse.ArgumentParser(prog="huilong", description="回笼 huilong — auto-loan collections, self-hosted")
    parser.add_argument("--version", action="version", version=_version())
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name in COMMAND_MODULES:
        if _exists(name):
            import_module(name).register(subparsers)
    return parser


def _exists(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # a parent package is not installed
        return False


def _with_needs(options: argparse.Namespace) -> int:
    """Run the command with what it needs: nothing, or Django and its database (started and released here)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huilong.site.settings")
    needs = getattr(options, "needs", "django")
    if needs == "apps":
        import django

        django.setup()
    if needs in ("", "apps"):
        return options.run(options) or 0
    os.environ.setdefault("HUILONG_DATABASE_ROLE", getattr(options, "database", NIGHT))
    import django
    from django.conf import settings
    from django.db import connections

    from huilong.site import postgres

    signal.signal(signal.SIGTERM, _end)
    lease = postgres.ensure(settings.HUILONG_HOME) if settings.EMBEDDED_POSTGRES else None
    try:
        django.setup()
        return options.run(options) or 0
    finally:
        if lease:
            connections.close_all()
            lease.release()


def _end(number: int, frame: object) -> None:
    """Leave in order when told to end, so that what was started here is stopped."""
    raise SystemExit(128 + number)


def _version() -> str:
    from importlib.metadata import version

    return f"huilong {version('huilong')}"


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201


def _both(zh: str, en: str) -> str:
    return f"{zh}\n{en}" if _chinese_first() else f"{en}\n{zh}"


def _chinese_first() -> bool:
    wanted = os.environ.get("LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return wanted.startswith("zh") or (not wanted and (locale.getlocale()[0] or "").startswith("zh"))


def _say_refusal(refusal: Refusal) -> None:
    where = f" [{refusal.where}]" if refusal.where else ""
    _say(f"huilong: {refusal.code}{where}")
    _say(_both(
        " ".join(part for part in (refusal.says.zh, refusal.remedy.zh) if part),
        " ".join(part for part in (refusal.says.en, refusal.remedy.en) if part),
    ))  # fmt: skip


def _say_unexpected(error: Exception) -> None:
    if os.environ.get("HUILONG_TRACE") == "1":
        traceback.print_exc()
    else:
        _say(f"huilong: {type(error).__name__}: {str(error)[:500]}")
    _say(_both("出现意外错误。设置 HUILONG_TRACE=1 再运行可看到详情。",
               "Something unexpected happened. Run again with HUILONG_TRACE=1 for the details."))  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())

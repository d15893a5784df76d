"""Commands of repossession (收车命令): the guard beside the pages."""

import argparse
import signal
import threading


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    room = subparsers.add_parser("recovery", help="收车:授权值守 / recovery: guard live authorities")
    verbs = room.add_subparsers(metavar="VERB", required=True)
    guard = verbs.add_parser("guard", help="复查授权、上报未确认的停止 / look again, send up")
    guard.add_argument("--every", type=int, metavar="SECONDS", help="持续运行,每隔几秒查看 / keep on, look that often")
    guard.set_defaults(run=_guard)


def _guard(options: argparse.Namespace) -> int:
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, frame: stopping.set())
    while True:
        counts = _round()
        if any(counts.values()):
            print("  ".join(f"{name} {n}" for name, n in sorted(counts.items())), flush=True)
        if options.every is None or stopping.wait(max(1, options.every)):
            return 0


def _round() -> "dict[str, int]":
    """One round, by the clock of its own moment; one that fails is followed by the next."""
    import logging

    from django.db import close_old_connections
    from django.utils import timezone

    from huilong.rooms.repossession.actions.guarding import guard

    try:
        return guard(timezone.now())
    except Exception:  # whatever it is, takings are refused by the taking itself; the next round looks again
        logging.getLogger(__name__).exception("a round of the guard failed")
        close_old_connections()
        return {"errors": 1}

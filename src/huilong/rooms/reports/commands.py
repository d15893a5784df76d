"""Commands of reports (报表命令): make a pack, deliver what is due."""

import argparse
import signal
import threading

from huilong.shell.asked import asked_day


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    reports = subparsers.add_parser("reports", help="报表:生成与投递周会材料 / make and deliver weekly packs")
    verbs = reports.add_subparsers(metavar="VERB", required=True)
    deliver = verbs.add_parser("deliver", help="投递到期材料 / deliver what is due")
    deliver.add_argument("--every", type=int, metavar="SECONDS", help="每隔几秒查看 / keep on, look that often")
    deliver.set_defaults(run=_deliver)
    pack = verbs.add_parser("pack", help="生成一周材料 / make the pack of a week")
    pack.add_argument("--on", type=asked_day, help="截至此日的最近一周 / the newest week up to this day")
    pack.set_defaults(run=_pack)


def _pack(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.rooms.reports.actions import make_pack

    made = make_pack(timezone.now(), on=options.on)
    print(f"{made.id}  {made.first} – {made.on}  {made.fingerprint}")
    for form, language, sha256 in made.files:
        print(f"  {form.value} {language}  {sha256}")
    return 0


def _deliver(options: argparse.Namespace) -> int:
    import logging

    from django.db import close_old_connections
    from django.utils import timezone

    from huilong.rooms.reports.actions import deliver

    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, frame: stopping.set())
    while True:
        try:
            counts = deliver(timezone.now())
            if any(counts.values()):
                print("  ".join(f"{name} {n}" for name, n in counts.items()), flush=True)
        except Exception:
            if options.every is None:
                raise
            logging.getLogger(__name__).exception("what is due could not be delivered")  # the next look tries again
            close_old_connections()
        if options.every is None or stopping.wait(max(1, options.every)):
            return 0

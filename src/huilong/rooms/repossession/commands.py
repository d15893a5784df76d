"""Commands of repossession (收车命令): the guard beside the pages, evidence packs."""

import argparse
import shutil
import signal
import threading
from pathlib import Path


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    room = subparsers.add_parser("recovery", help="收车:授权值守 / recovery: guard live authorities")
    verbs = room.add_subparsers(metavar="VERB", required=True)
    guard = verbs.add_parser("guard", help="复查授权、上报未确认的停止 / look again, send up")
    guard.add_argument("--every", type=int, metavar="SECONDS", help="持续运行,每隔几秒查看 / keep on, look that often")
    guard.set_defaults(run=_guard)
    pack = verbs.add_parser("pack", help="制作一份收车的证据包 / everything of one recovery in one file")
    pack.add_argument("order", type=int, metavar="ORDER", help="收车单 / the order")
    pack.add_argument("--out", type=Path, required=True)
    pack.add_argument("--user", required=True, metavar="USERNAME", help="由谁导出 / who takes it away")
    pack.set_defaults(run=_pack)


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


def _pack(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.kernel.acting import Acting, act_as
    from huilong.kernel.refusal import Refusal
    from huilong.rooms.journal.actions import keep, seal
    from huilong.rooms.journal.queries import public_key
    from huilong.rooms.people.queries import accounts
    from huilong.rooms.people.rules.permissions import role_may
    from huilong.rooms.repossession.actions.packing import make_pack, open_pack

    who = next((one for one in accounts() if one.username == options.user), None)
    if who is None or not role_may(who.role, "recovery.pack"):
        raise Refusal("not-a-packer", zh="此用户不能导出证据包。", en="This user may not take evidence packs away.",
                      remedy_zh="请用合规或收车专员的用户名。",
                      remedy_en="Name somebody of compliance, or a coordinator.")  # fmt: skip
    with act_as(Acting(who.id, 0, who.role, "console", "export")):
        made = make_pack(options.order, user=who.id, at=timezone.now())
        keep(timezone.now())
        seal(timezone.now())
        with open_pack(made, at=timezone.now()) as body, options.out.open("xb") as out:
            shutil.copyfileobj(body, out)
    print(f"python tools/verify_journal.py {options.out} --key {public_key().hex()}")
    return 0

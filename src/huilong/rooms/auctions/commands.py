"""Commands of auctions (竞价命令): the auctioneer beside the pages, the chain as a file, its check."""

import argparse
import signal
import threading
from pathlib import Path


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    room = subparsers.add_parser("auction", help="竞价:到时结束、核验出价链 / close auctions, check their chains")
    verbs = room.add_subparsers(metavar="VERB", required=True)
    close = verbs.add_parser("close", help="结束到时的竞价 / close what is due")
    close.add_argument("--every", type=int, metavar="SECONDS", help="持续运行,每隔几秒查看 / keep on, look that often")
    close.set_defaults(run=_close)
    chain = verbs.add_parser("chain", help="导出出价链 / the chain of bids as a file")
    chain.add_argument("auction", type=int)
    chain.add_argument("--out", type=Path, required=True)
    chain.set_defaults(run=_chain)
    verify = verbs.add_parser("verify", help="核验出价链文件 / check a file of bids")
    verify.add_argument("file", type=Path)
    verify.set_defaults(run=_verify, needs="")


def _close(options: argparse.Namespace) -> int:
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
    """One round, by the house's clock; one that fails is followed by the next."""
    import logging

    from django.db import close_old_connections

    from huilong.rooms.auctions.actions import close_due
    from huilong.rooms.auctions.queries import clock

    try:
        return close_due(clock())
    except Exception:  # the database may be away for a moment; what is due is due in the next round too
        logging.getLogger(__name__).exception("a round of the auctioneer failed")
        close_old_connections()
        return {"errors": 1}


def _chain(options: argparse.Namespace) -> int:
    import json

    from huilong.rooms.auctions.queries import chain_file

    told = json.dumps(chain_file(options.auction), ensure_ascii=False, indent=1)
    options.out.write_text(told, encoding="utf-8")
    print(options.out)
    return 0


def _verify(options: argparse.Namespace) -> int:
    import json

    from huilong.rooms.auctions.rules.verifying import fault

    try:
        told = json.loads(options.file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(error)
        return 1
    wrong = fault(told)
    print(f"BROKEN {wrong}" if wrong else f"WHOLE {len(told['bids'])} bids, head {told['head']}")
    return 1 if wrong else 0

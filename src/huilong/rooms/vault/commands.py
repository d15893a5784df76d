"""Commands of the vault (隐私库命令): status, rotate, hold, release, erase."""

import argparse

from huilong.shell.asked import asked_day


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    vault = subparsers.add_parser("vault", help="隐私库:密钥轮换、留存、删除 / keys, retention, erasure")
    verbs = vault.add_subparsers(metavar="VERB", required=True)
    verbs.add_parser("status", help="概况 / what is kept and under which keys").set_defaults(run=_status)
    rotate = verbs.add_parser("rotate", help="轮换数据密钥,页面不停 / new data keys, pages go on")
    rotate.add_argument("--master", action="store_true", help="同时更换主密钥 / the master key too")
    rotate.add_argument("--resume", action="store_true", help="继续中断的轮换 / go on with one that was cut short")
    rotate.set_defaults(run=_rotate)
    hold = verbs.add_parser("hold", help="依法留存 / keep a borrower's people whatever the clocks say")
    hold.add_argument("borrower")
    hold.add_argument("--reason", required=True)
    hold.add_argument("--until", type=asked_day, help="最后一天 / the last day, as 2027-01-31")
    hold.set_defaults(run=_hold)
    release = verbs.add_parser("release", help="解除留存 / end a hold")
    release.add_argument("borrower")
    release.set_defaults(run=_release)


def _status(options: argparse.Namespace) -> int:
    from huilong.rooms.vault.queries import status

    for name, count in status().items():
        print(f"{name}: {count}")
    return 0


def _rotate(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.rooms.vault.actions import rotate

    done = rotate(at=timezone.now(), master=options.master, resume=options.resume)
    print(f"数据密钥重新包裹 / keys rewrapped: {done.rewrapped}")
    print(f"人员重新加密 / people sealed anew: {done.resealed}")
    return 0


def _hold(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.rooms.vault.actions import hold

    hold(options.borrower, options.reason, on=timezone.localdate(), until=options.until)
    print(f"已留存 / held: {options.borrower}")
    return 0


def _release(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.rooms.vault.actions import release

    release(options.borrower, on=timezone.localdate())
    print(f"已解除 / released: {options.borrower}")
    return 0

"""Commands of files (文件命令): check the store."""

import argparse


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    files = subparsers.add_parser("files", help="文件:核验存放处 / files: check the store")
    verbs = files.add_subparsers(metavar="VERB", required=True)
    check = verbs.add_parser("check", help="逐份解密核对,列出孤立内容 / open and hash every file, list orphans")
    check.add_argument("--sweep", action="store_true", help="清除孤立内容 / remove what no file names")
    check.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.rooms.files.actions import check

    found = check(at=timezone.now(), sweep=options.sweep)
    print(f"文件 / files: {found.rows}")
    print(f"存放 / blobs: {found.blobs}")
    gone = " (已清除 / removed)" if options.sweep else ""
    for title, addresses, after in (
        ("缺失 / missing", found.missing, ""), ("损坏 / damaged", found.damaged, ""),
        ("孤立 / orphans", found.orphans, gone), ("未写完 / unfinished", found.unfinished, gone),
    ):  # fmt: skip
        if addresses:
            print(f"{title}: {len(addresses)}{after}")
            for address in addresses:
                print(f"  {address}")
    return 0 if found.whole else 1

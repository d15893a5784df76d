"""Commands of files (文件命令): check."""

import argparse


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    files = subparsers.add_parser("files", help="文件:核验 / check the store of files")
    verbs = files.add_subparsers(metavar="VERB", required=True)
    verbs.add_parser("check", help="每个文件都在且能打开 / every file is there and opens").set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    from huilong.rooms.files.queries import check

    found = check()
    print(f"文件 / files: {found.files}, 存放 / blobs: {found.blobs}")
    for key in found.broken:
        print(f"✗ 缺失或损坏 / missing or damaged: {key}")
    for name in found.orphans:
        print(f"! 无人引用 / nobody refers to: {name}")
    return 1 if found.broken else 0

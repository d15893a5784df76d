"""Commands of the journal (留痕命令): keep, verify, export, key."""

import argparse
import json
import time
from pathlib import Path

from huilong.kernel.refusal import Refusal

BROKEN = 2


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    journal = subparsers.add_parser("journal", help="留痕:上链、核验、导出 / chain, verify, export the journal")
    verbs = journal.add_subparsers(metavar="VERB", required=True)
    keep = verbs.add_parser("keep", help="上链并签章 / chain what waits and seal it")
    keep.add_argument("--every", type=float, default=0, metavar="SECONDS", help="一直运行 / go on this often")
    keep.add_argument("--seal-every", type=float, default=120, metavar="SECONDS")
    keep.set_defaults(run=_keep)
    verify = verbs.add_parser("verify", help="核验 / check every chain and seal; exit code 2 when broken")
    verify.set_defaults(run=_verify)
    export = verbs.add_parser("export", help="导出核验包 / a pack that tools/verify_journal.py checks without huilong")
    export.add_argument("--out", type=Path, required=True)
    export.add_argument("--organisation", type=int, default=None, help="只含一个机构的内容 / contents of one only")
    export.set_defaults(run=_export)
    key = verbs.add_parser("key", help="签章公钥 / the public key of the seals")
    key.set_defaults(run=_key)


def _keep(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.rooms.journal.actions import keep, seal

    sealed_at = 0.0
    while True:
        laid = keep(timezone.now())
        if time.monotonic() - sealed_at >= options.seal_every or not options.every:
            seal(timezone.now())
            sealed_at = time.monotonic()
        if not options.every:
            print(f"上链 / chained: {laid}")
            return 0
        time.sleep(options.every)


def _verify(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.rooms.journal.actions import keep
    from huilong.rooms.journal.queries import check

    keep(timezone.now())
    found = check()
    if found.broken:
        print(f"✗ 断裂 / broken: {found.broken}")
        return BROKEN
    print(f"✓ {found.links} 环 / links, {found.seals} 章 / seals, {found.waiting} 待上链 / waiting")
    return 0


def _export(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.rooms.journal.actions import keep, seal
    from huilong.rooms.journal.queries import linked_entries, public_key, seals

    if options.out.exists():
        raise Refusal(
            "file-there", zh=f"{options.out} 已存在。", en=f"{options.out} is there already.", where=str(options.out),
            remedy_zh="请换一个文件名。", remedy_en="Choose another name.",
        )  # fmt: skip
    keep(timezone.now())
    seal(timezone.now())
    fresh, entries = options.out.with_suffix(".new"), 0
    with fresh.open("w", encoding="utf-8") as out:
        out.write(json.dumps({"journal": 1, "public_key": public_key().hex()}) + "\n")
        for organisation, seq, _digest, hash_, _mac, body in linked_entries():
            line: dict[str, object] = {"organisation": organisation, "seq": seq, "hash": hash_.hex()}
            if options.organisation in (None, organisation):
                line["body"] = body
                entries += 1
            else:
                line["digest"] = _digest.hex()
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
        for one in seals():
            out.write(json.dumps({"seal": one}, ensure_ascii=False) + "\n")
    fresh.replace(options.out)
    print(f"{options.out}: {entries} 条 / entries")
    print(f"python tools/verify_journal.py {options.out} --key {public_key().hex()}")
    return 0


def _key(options: argparse.Namespace) -> int:
    from huilong.rooms.journal.queries import public_key

    print(public_key().hex())
    return 0

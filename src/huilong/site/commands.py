"""Commands of the site (系统命令): migrate, users, serve, backup, restore, demo."""

import argparse
import os
from pathlib import Path
from typing import Any

from huilong.kernel.refusal import Refusal


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    migrate = subparsers.add_parser("migrate", help="建立或更新数据表 / create or update the tables")
    migrate.set_defaults(run=_migrate, database="owner")

    user = subparsers.add_parser("user", help="新增用户 / add a user")
    user.add_argument("username")
    user.add_argument("--role", required=True)
    user.add_argument("--name", default="")
    user.add_argument("--organisation", default="回笼汽车金融")
    user.add_argument("--language", default="zh-hans", choices=["zh-hans", "en"])
    user.set_defaults(run=_user, database="owner")

    doctor = subparsers.add_parser("doctor", help="检查环境 / check the environment")
    doctor.set_defaults(run=_doctor, database="owner")

    serve = subparsers.add_parser("serve", help="启动网页 / serve the web pages")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=None)
    serve.add_argument("--workers", type=int, default=2)
    serve.set_defaults(run=_serve, database="web")

    backup = subparsers.add_parser("backup", help="备份到一个文件 / put everything into one file")
    backup.add_argument("out", type=Path, nargs="?", help="目录或文件 / directory or file; default: HOME/backups")
    backup.add_argument(
        "--check", type=Path, metavar="FILE", action=_Alone, help="只核对一份备份 / only check one that is there"
    )
    backup.set_defaults(run=_backup, database="owner")

    restore = subparsers.add_parser("restore", help="从备份恢复 / restore from a backup")
    restore.add_argument("file", type=Path)
    restore.add_argument("--into", type=Path, metavar="HOME", help="default: HUILONG_HOME")
    restore.add_argument("--replace", action="store_true", help="原目录改名保留 / keep what is there beside")
    restore.add_argument("--keys", type=Path, metavar="DIR", help="另行保管的密钥 / keys kept apart")
    restore.set_defaults(run=_restore, needs="")

    demo = subparsers.add_parser("demo", help="演示:合成借据、跑批、网页 / synthetic book, one night, the web")
    demo.add_argument("--loans", type=int, default=20_000)
    demo.add_argument("--months", type=int, default=18)
    demo.add_argument("--seed", type=int, default=7)
    demo.add_argument("--no-serve", action="store_true", help="只准备数据 / prepare the data only")
    demo.set_defaults(run=_demo, database="owner")


class _Alone(argparse.Action):
    """An option that needs no database: a pack is checked also where there is none."""

    def __call__(self, parser: Any, options: argparse.Namespace, value: Any, option: str | None = None) -> None:
        options.needs = ""
        setattr(options, self.dest, value)


def _migrate(options: argparse.Namespace) -> int:
    from django.core.management import call_command

    from huilong.site.roles import give_logins

    call_command("migrate", interactive=False, verbosity=1)
    give_logins()
    return 0


def _user(options: argparse.Namespace) -> int:
    import secrets

    from huilong.rooms.people.actions import ensure_organisation, ensure_user
    from huilong.rooms.people.terms import OrganisationKind, Role

    if options.role not in list(Role):
        known = ", ".join(Role)
        raise Refusal(
            "unknown-role",
            zh=f"没有角色“{options.role}”。",
            en=f"There is no role “{options.role}”.",
            remedy_zh=f"可用的角色:{known}。",
            remedy_en=f"Roles: {known}.",
        )
    password = secrets.token_urlsafe(12)
    made = ensure_user(
        options.username, display_name=options.name or options.username, role=Role(options.role),
        organisation=ensure_organisation(options.organisation, OrganisationKind.LENDER), password=password,
        language=options.language,
    )  # fmt: skip
    print(f"{options.username}  {password}" if made else f"{options.username}: 已存在 / exists already")
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.site.doctor import examine

    return examine(timezone.now())


def _serve(options: argparse.Namespace) -> int:
    from huilong.site.serve import serve

    return serve(options.host, options.port, options.workers)


def _backup(options: argparse.Namespace) -> int:
    if options.check:
        from huilong.site import pack

        _tell(pack.read(options.check))
        return 0
    from django.utils import timezone

    from huilong.site.backup import backup

    told = backup(options.out, timezone.now(), _say)
    _tell(told)
    print(f"{told['file']}  SHA-256 {told['sha256']}")
    if not told["keys"]:
        print(
            "⚠ 备份中没有密钥:请另行保管 keys/ 目录,或设置 BACKUP_PASSPHRASE 后重做。"
            "没有 vault.key,客户资料永远无法打开。\n"
            "⚠ The keys are not in it: keep the directory keys/ apart, or set BACKUP_PASSPHRASE and make it again."
            " Without vault.key the vault is closed for ever."
        )
    return 0


def _restore(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from huilong.site.restore import restore

    home = options.into or Path(os.environ.get("HUILONG_HOME", ".huilong"))
    done = restore(options.file, home, datetime.now(UTC), replace=options.replace, keys=options.keys, say=_say)
    _tell(done["manifest"])
    found = done["journal"]
    rows = sum(done["rows"].values())
    print(f"✓ 留痕 / journal: {found.links} 环 / links, {found.seals} 章 / seals; {rows:,} 行 / rows")
    if done["kept"]:
        print(f"原目录 / the home before: {done['kept']}")
    print(f"✓ {home}")
    return 0


def _tell(told: dict[str, Any]) -> None:
    """What a pack holds, in three lines."""
    size = sum(member["bytes"] for member in told["members"].values()) / 2**20
    print(f"✓ {told['at']}  huilong {told['huilong']}, PostgreSQL {told['postgresql']}, {size:,.1f} MiB")
    print(f"  {sum(told['rows'].values()):,} 行 / rows, 借据库 / book {told['book']['version']}")
    keys = ", ".join(told["keys"]) or "—"
    print(f"  留痕 / journal {sum(head['seq'] for head in told['journal'].values()):,}, 密钥 / keys {keys}")


def _say(line: str) -> None:
    print(f"▸ {line}", flush=True)


def _demo(options: argparse.Namespace) -> int:
    from huilong.site.demo import demo

    return demo(options.loans, options.months, options.seed, then_serve=not options.no_serve)

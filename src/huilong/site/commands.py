"""Commands of the site (系统命令): migrate, users, serve, demo."""

import argparse

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

    demo = subparsers.add_parser("demo", help="演示:合成借据、跑批、网页 / synthetic book, one night, the web")
    demo.add_argument("--loans", type=int, default=20_000)
    demo.add_argument("--months", type=int, default=18)
    demo.add_argument("--seed", type=int, default=7)
    demo.add_argument("--no-serve", action="store_true", help="只准备数据 / prepare the data only")
    demo.set_defaults(run=_demo, database="owner")


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
    from huilong.site.doctor import examine

    return examine()


def _serve(options: argparse.Namespace) -> int:
    from huilong.site.serve import serve

    return serve(options.host, options.port, options.workers)


def _demo(options: argparse.Namespace) -> int:
    from huilong.site.demo import demo

    return demo(options.loans, options.months, options.seed, then_serve=not options.no_serve)

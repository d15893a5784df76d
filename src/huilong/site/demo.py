"""The demo (演示): a synthetic lender's book, a night, and the web, in one command; again, it starts in seconds."""

import json
import os
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from huilong.kernel.acting import Acting
from huilong.kernel.refusal import Refusal

CAST = [
    ("collector", "电催员 林岚"), ("collector2", "电催员 江禾"), ("team_lead", "催收组长 周砚"),
    ("field_agent", "外访员 马骁"),
    ("repossession_coordinator", "收车专员 韩柏"), ("disposal_clerk", "处置专员 许诺"), ("finance", "财务 沈沛"),
    ("compliance", "合规专员 方正"), ("strategy", "策略经理 陆知"), ("manager", "资产经理 宋屿"),
    ("administrator", "系统管理员 邓管"), ("auditor", "审计员 秦鉴"),
]  # fmt: skip
AGENCY_CAST = [("agency_manager", "机构主管 罗川"), ("agency_agent", "机构催收员 胡杨")]
LENDER, AGENCY = "回笼汽车金融(演示)", "远山委外(演示)"
TEAM, OUTSIDE_TEAM = "电催一组", "远山一组"
TEAM_ROLES = ("collector", "team_lead")


class Story:
    """What was prepared already (演示进度), kept in a file so that a repeat goes on where the last one ended."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.done: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}

    def once(self, step: str, act: Callable[[], object]) -> None:
        """Do a step unless it was done; a step that fails is done again next time."""
        if step in self.done:
            return
        started = time.monotonic()
        act()
        self.done[step] = f"{time.monotonic() - started:.1f} s"
        self._keep()

    def date(self, name: str, otherwise: date) -> date:
        """A date decided the first time and kept."""
        kept = self.done.setdefault(name, otherwise.isoformat())
        self._keep()
        return date.fromisoformat(kept)

    def _keep(self) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps(self.done, ensure_ascii=False, indent=1))
        fresh.replace(self.file)


def demo(loans: int, months: int, seed: int, then_serve: bool = True) -> int:
    """Prepare what is not there yet, print the logins, serve until interrupted; the exit code."""
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from huilong.site import demo_firms, demo_performance, demo_recovery, demo_reports, demo_sales, roles
    from huilong.site.serve import refuse_if_taken, serve
    from huilong.site.simulated import outside_world

    console = Console()
    if then_serve:
        refuse_if_taken("127.0.0.1", settings.PORT)
    settings.HUILONG_HOME.mkdir(parents=True, exist_ok=True)
    story = Story(settings.HUILONG_HOME / "demo.json")
    until = story.date("until", timezone.localdate() - timedelta(days=1))
    feed = Path(settings.INCOMING)  # the lender of the demo delivers where every lender does
    before = (until - timedelta(days=1)).isoformat()

    demo_recovery.say_how_we_track()
    _step(console, "数据表 / tables")
    roles.become(roles.OWNER)
    call_command("migrate", interactive=False, verbosity=0)
    roles.give_logins()
    password = _password(settings.HUILONG_HOME / "demo-logins")
    story.once("users", lambda: _users(password))
    story.once("firms", lambda: demo_firms.people(password))
    story.once("dealers", lambda: demo_sales.dealers(password))
    story.once("crews", lambda: demo_recovery.crews(password, until))
    story.once("trained", lambda: _trained(until))
    story.once("templates", _templates)
    roles.become(roles.NIGHT)
    if "feed" not in story.done:
        _step(console, f"合成借据 / synthetic book: {loans:,} × {months} {'月 / months'}")
    story.once("feed", lambda: _synthesise(feed, loans, months, seed, until))
    story.once("vehicles", lambda: _vehicles(feed, until))
    for step, title, words in (
        ("night before", f"跑批 / night {before}", ["night", "--on", before]),
        ("last night", f"跑批 / night {until}", ["night", "--on", until.isoformat()]),
    ):
        if step not in story.done:
            _step(console, title)
        story.once(step, partial(_command, words))
        story.once("fleet", lambda: demo_recovery.fleet(until, seed))  # once it is known whose cars are late
    story.once("cases given out", _share_out)
    story.once("report rows", lambda: demo_reports.rows(until, timezone.localtime()))
    cast = demo_recovery.staff()
    roles.become(roles.WEB)  # orders are asked for and decided as on the pages: the database keeps its walls
    _step(console, "委外、收车、处置 / firms, recoveries, sales")
    _worked(story, cast, until)
    _step(console, "策略、目标、报表 / strategy, targets, reports")
    _managed(story, cast, until)
    roles.become(roles.NIGHT)
    story.once("plans", lambda: demo_performance.plans(until, timezone.localtime()))
    _print_logins(console, password, settings.PORT)
    os.environ.setdefault("HUILONG_SECOND_FACTOR", "offered")  # a login for every role, nobody's phone at hand
    if not then_serve:
        return 0
    with outside_world(settings.HUILONG_HOME, settings.PORT):
        return serve("127.0.0.1", settings.PORT, workers=2)


def _worked(story: Story, cast: Mapping[str, Acting], until: date) -> None:
    """What people did on the pages: firms let in and given cases, cars asked for and taken, sales under way."""
    from django.utils import timezone

    from huilong.site import demo_firms, demo_recovery, demo_sales

    now = timezone.localtime()
    for step, act in (
        ("consents", lambda: demo_recovery.consents(cast, until)),
        ("firms approved", lambda: demo_firms.onboard(cast, now)),
        ("placed", lambda: demo_firms.placed(cast, demo_firms.late_cases(cast, 6), now)),
        ("tender", lambda: demo_firms.tendered(cast, now)),
        ("stock", lambda: demo_sales.stock(cast, until)),
        ("orders", lambda: demo_recovery.orders(cast)),
        ("sales", lambda: demo_sales.sales(cast, until)),
    ):
        story.once(step, act)


def _managed(story: Story, cast: Mapping[str, Acting], until: date) -> None:
    """What those who steer did: a trial of a strategy, the month's target and who works what, a replay, a pack."""
    from django.utils import timezone

    from huilong.site import demo_forecast, demo_performance, demo_replay, demo_reports, demo_scores, demo_strategy

    now = timezone.localtime()
    for step, act in (
        ("scores", lambda: demo_scores.scores(cast, until, now)),
        ("strategy", lambda: demo_strategy.strategy(cast, now)),
        ("forecast", lambda: demo_forecast.forecast(cast)),
        ("targets", lambda: demo_performance.performance(cast, now)),
        ("replay", lambda: demo_replay.replay(cast["strategy"], until)),
        ("reports", lambda: demo_reports.reports(cast, now)),
    ):
        story.once(step, act)


def _step(console: Console, title: str) -> None:
    console.print(f"[bold blue]▸[/] {title}", highlight=False)


def _command(words: list[str]) -> None:
    """Run one of our own commands as a person would type it; its refusal is ours."""
    from huilong.site.cli import run

    code = run(words)
    if code:
        raise Refusal(
            "demo-step-failed",
            zh=f"演示步骤 huilong {' '.join(words)} 以代码 {code} 结束。",
            en=f"The demo's step huilong {' '.join(words)} ended with code {code}.",
            remedy_zh="请查看上面的信息后再次运行;已完成的步骤会保留。",
            remedy_en="See above and run it again; finished steps are kept.",
        )


def _synthesise(feed: Path, loans: int, months: int, seed: int, until: date) -> None:
    import shutil

    shutil.rmtree(feed, ignore_errors=True)  # the half-written feed of an interrupted start
    _command([
        "synth", "--loans", str(loans), "--months", str(months), "--seed", str(seed), "--out", str(feed),
        "--until", until.isoformat(),
    ])  # fmt: skip


def _vehicles(feed: Path, until: date) -> None:
    """The vehicles behind the loans; the nights hang them on their cases, value them and look for alarms.

    A book made before there were vehicles has none.
    """
    files = sorted(str(file) for file in (feed / "collateral").glob("fleet*.csv"))
    if files:
        _command(["collateral", "import", "--on", until.isoformat(), *files])


def _users(password: str) -> None:
    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
    from huilong.rooms.people.terms import OrganisationKind, Role

    lender = ensure_organisation(LENDER, OrganisationKind.LENDER)
    agency = ensure_organisation(AGENCY, OrganisationKind.AGENCY)
    team = ensure_team(TEAM, lender, takes_new=True)
    outside = ensure_team(OUTSIDE_TEAM, agency)
    for cast, organisation, its_team in ((CAST, lender, team), (AGENCY_CAST, agency, outside)):
        for username, name in cast:
            role = Role(username.rstrip("2"))
            works_there = role in TEAM_ROLES or organisation == agency
            ensure_user(
                username, display_name=name, role=role, organisation=organisation, password=password,
                team=its_team if works_there else None,
            )  # fmt: skip


def _templates() -> None:
    """The texts that come with the house, approved."""
    from django.utils import timezone

    from huilong.rooms.contact.actions.templates import ensure_default_templates

    ensure_default_templates(timezone.localtime())


def _trained(until: date) -> None:
    """Everybody who works cases was trained a month ago and signed to keep silent: nobody else is given any."""
    from django.utils import timezone

    from huilong.rooms.people.actions import record_gate
    from huilong.rooms.people.queries import accounts
    from huilong.rooms.people.rules.permissions import role_may
    from huilong.rooms.people.terms import GateKind

    staff = accounts()
    recorder = next(one.id for one in staff if one.role == "administrator")
    for one in staff:
        if role_may(one.role, "desk.work") or role_may(one.role, "message.bulk"):
            for gate in (GateKind.TRAINING, GateKind.NDA):
                record_gate(one.id, gate.value, until - timedelta(days=30), evidence=f"DEMO-{gate.name}",
                            actor=recorder, at=timezone.localtime())  # fmt: skip


def _share_out() -> None:
    """Give cases to everybody in the house who holds some; the latest are left for the firms."""
    from django.utils import timezone

    from huilong.rooms.cases.actions import assign
    from huilong.rooms.cases.queries import numbers_found
    from huilong.rooms.cases.rules.holding import shares
    from huilong.rooms.cases.terms import CaseFilter, DutyKind, Holder
    from huilong.rooms.people.queries import colleagues
    from huilong.rooms.people.terms import Role

    at, found = timezone.localtime(), numbers_found(CaseFilter(), most=100_000)
    late = numbers_found(CaseFilter(least_days=120), most=len(found) // 6 or 1)
    ours = [number for number in found if number not in set(late)]
    staff = {role: [Holder(c.organisation, c.team, c.id) for c in colleagues([role])] for role in Role}
    plan = [
        (DutyKind.COLLECT, staff[Role.COLLECTOR], ours[: len(ours) * 4 // 5]),  # the rest waits for the team lead
        (DutyKind.VISIT, staff[Role.FIELD_AGENT], ours[::15]),
        (DutyKind.RECOVER, staff[Role.REPOSSESSION_COORDINATOR], ours[::25]),
        (DutyKind.DISPOSE, staff[Role.DISPOSAL_CLERK], ours[::60]),
    ]  # fmt: skip
    for kind, holders, numbers in plan:
        start = 0
        for holder, share in zip(holders, shares(len(numbers), len(holders)), strict=True):
            assign(numbers[start : start + share], holder, kind, actor="system", at=at)
            start += share


def _password(file: Path) -> str:
    """The demo users' password: made once, kept in a file only its owner reads."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(9) + "\n")
    return file.read_text().strip()


def _print_logins(console: Console, password: str, port: int) -> None:
    from huilong.rooms.people.queries import accounts
    from huilong.rooms.people.terms import Role

    table = Table(title="登录 / logins", title_justify="left")
    for heading in ("用户名 / user name", "密码 / password", "角色 / role"):
        table.add_column(heading)
    for account in accounts():
        word = Role(account.role).word
        table.add_row(account.username, password, f"{word.zh} / {word.en}")
    console.print(table)
    console.print(f"\n  [bold]http://127.0.0.1:{port}[/]   Ctrl+C 停止 / to stop", highlight=False)
    console.print("  网页启动中,见“就绪”后打开 / the pages are starting: open it once it says ready\n")

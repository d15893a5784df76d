"""Who is in the world of strangers (人物): users and tokens, the cases of their duty; what is the house's own."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from .world import ALL, CASES, ON, PASSWORD, Viewer, World


def people(world: World) -> None:
    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user, issue_token
    from huilong.rooms.people.models import User
    from huilong.rooms.people.rules.permissions import REACH
    from huilong.rooms.people.terms import OrganisationKind, Role

    kinds = {"lender": OrganisationKind.LENDER, "branch": OrganisationKind.BRANCH, "agency_a": OrganisationKind.AGENCY,
             "agency_b": OrganisationKind.AGENCY}  # fmt: skip
    titles = {"lender": "回笼放款方", "branch": "僻角分行", "agency_a": "甲委外机构", "agency_b": "乙委外机构"}
    places = {name: ensure_organisation(titles[name], kind) for name, kind in kinds.items()}
    teams = {
        "home": ensure_team("归队组", places["lender"], takes_new=True),
        "near": ensure_team("近组", places["lender"]), "far": ensure_team("远组", places["lender"]),
        "agency_a": ensure_team("甲组", places["agency_a"]), "agency_b": ensure_team("乙组", places["agency_b"]),
    }  # fmt: skip
    inside = [role for role in Role if role not in (Role.AGENCY_MANAGER, Role.AGENCY_AGENT, Role.SERVICE)]
    placed = {role for role in inside if REACH[role] in ("own", "team")} | {Role.REPOSSESSION_COORDINATOR}
    cast = [(role.value, role, "lender", "near" if role in placed else None) for role in inside]
    cast += [
        ("collector_far", Role.COLLECTOR, "lender", "far"),
        ("lead_far", Role.TEAM_LEAD, "lender", "far"),
        ("former", Role.COLLECTOR, "lender", "near"), ("gone", Role.COLLECTOR, "lender", "near"),
        ("chief_a", Role.AGENCY_MANAGER, "agency_a", "agency_a"),
        ("agent_a", Role.AGENCY_AGENT, "agency_a", "agency_a"),
        ("chief_b", Role.AGENCY_MANAGER, "agency_b", "agency_b"),
        ("agent_b", Role.AGENCY_AGENT, "agency_b", "agency_b"),
        ("auditor_a", Role.AUDITOR, "agency_a", None), ("manager_branch", Role.MANAGER, "branch", None),
        ("admin_a", Role.ADMINISTRATOR, "agency_a", None),
    ]  # fmt: skip
    for name, role, place, team in cast:
        ensure_user(name, display_name=f"〔{name}〕", role=role, organisation=places[place], password=PASSWORD,
                    team=teams[team] if team else None)  # fmt: skip
    ids = dict(User.objects.values_list("username", "pk"))
    for name, role, place, _ in cast:
        reach = REACH[role].value if place == "lender" else _outside(REACH[role].value)
        world.viewers[name] = Viewer(
            name, ids[name], place, "gone" if name == "gone" else reach, _cases_of(name, reach, place), role=role.value
        )
    from huilong.rooms.people.rules.permissions import PERMISSIONS

    at = timezone.now() - timedelta(minutes=5)
    for place in ("lender", "agency_a"):
        key, secret = issue_token(
            f"token-of-{place}", places[place], sorted(PERMISSIONS), actor=ids["administrator"], at=at,
            per_minute=10_000,
        )  # fmt: skip
        user = User.objects.get(token=key).pk
        reach = "house" if place == "lender" else "organisation"
        service = Viewer(f"service_{place}", user, place, reach, _cases_of("", reach, place), secret, role="service")
        world.viewers[service.name] = service
        world.keys.setdefault("token", {})[service.name] = key
        world.mark("user", service.name, f"token-of-{place}")  # its user bears the token's name
    world.keys["user"] = {viewer.name: viewer.user for viewer in world.viewers.values()}
    world.keys["organisation"], world.keys["team"] = places, teams
    for name, viewer in world.viewers.items():
        if not viewer.token:
            world.mark("user", name, f"〔{name}〕")
    for name in ("branch", "agency_a", "agency_b"):
        world.mark("organisation", name, titles[name])


def _outside(reach: str) -> str:
    return "organisation" if reach in ("house", "staff") else reach


def _cases_of(name: str, reach: str, place: str) -> frozenset[str]:
    """Which cases a viewer sees: the house all of them, others those of their duty now."""
    if reach == "house":
        return ALL
    if name == "team_lead":
        return frozenset({"near", "gone"})
    if name in ("collector", "field_agent", "disposal_clerk"):
        return frozenset({"near"})
    if name in ("collector_far", "lead_far"):
        return frozenset({"far", "past"})
    return frozenset({place}) & ALL


def duties(world: World) -> None:
    from huilong.rooms.cases.actions import assign
    from huilong.rooms.cases.terms import DutyKind, Holder
    from huilong.rooms.people.models import User

    at = timezone.now() - timedelta(minutes=5)
    places, teams = world.keys["organisation"], world.keys["team"]

    def give(case: str, kind: DutyKind, name: str, team: str, place: str = "lender", when: Any = at) -> None:
        holder = Holder(places[place], teams[team], world.keys["user"][name])
        assign([CASES[case][0]], holder, kind, actor="system", at=when, placed=True)

    give("near", DutyKind.COLLECT, "collector", "near")
    give("near", DutyKind.VISIT, "field_agent", "near")
    give("near", DutyKind.RECOVER, "field_agent", "near")
    give("near", DutyKind.DISPOSE, "disposal_clerk", "near")
    give("far", DutyKind.COLLECT, "collector_far", "far")
    give("past", DutyKind.COLLECT, "former", "near")
    give("past", DutyKind.COLLECT, "collector_far", "far", when=timezone.now() - timedelta(seconds=1))
    give("agency_a", DutyKind.COLLECT, "agent_a", "agency_a", "agency_a")
    give("agency_b", DutyKind.COLLECT, "agent_b", "agency_b", "agency_b")
    give("gone", DutyKind.COLLECT, "gone", "near")
    User.objects.filter(username="gone").update(is_active=False)


def messages(world: World) -> None:
    """A message on every case with a marked addressee; a draft, a bulk send and a row of a call log that are marked."""
    import uuid

    from huilong.rooms.cases.models import Case
    from huilong.rooms.contact.models import Batch, CallFile, CallRecord, Message, Template

    now, user = timezone.now(), world.keys["user"]["manager"]
    told = {"channel": "sms", "language": "en", "body": "draft-text-mark.", "author": user, "drafted_at": now}
    draft = Template.objects.create(key="draft_key_mark", version=1, **told)
    batch = Batch.objects.create(
        template=draft, state="waiting", numbers=[], per_minute=60, permitted=0, refused={"batch-mark.": 1}, user=user,
        organisation=world.keys["organisation"]["lender"], team=world.keys["team"]["near"], made_at=now,
    )  # fmt: skip
    world.keys |= {"template": {"draft": draft.pk}, "batch": {"house": batch.pk}, "channel": {"sms": "sms"}}
    world.keys["message"] = {}
    world.mark("template", "draft", "draft-text-mark.", "draft_key_mark")
    world.mark("batch", "house", "batch-mark.")
    approved = Template.objects.create(key="overdue_notice", version=1, state="approved", approved_at=now,
                                       **(told | {"body": "said to everybody", "author": 0}))  # fmt: skip
    for key, row in CASES.items():
        kept = Message.objects.create(
            key=uuid.uuid4(), case=Case.objects.get(number=row[0]), person=world.keys["person"][key], role="borrower",
            shown=f"message-to-{key}.", channel="sms", template=approved, state="dead", due_at=now, user=user,
            organisation=1, queued_at=now, at=now, code=f"message-code-{key}.",
        )  # fmt: skip
        world.keys["message"][key] = kept.key
        world.mark("message", key, str(kept.key), f"message-to-{key}.", f"message-code-{key}.")
    file = CallFile.objects.create(name="call-log-mark.csv", sha256="1" * 64, rows=1, new=1, matched=0,
                                   taken_by="system", taken_at=now)  # fmt: skip
    CallRecord.objects.create(file=file, record="call-record-mark", at=now, on=ON, extension="801", number="2" * 32,
                              seconds=7, direction="out")  # fmt: skip
    world.mark("call_record", "house", "call-log-mark", "call-record-mark")


def house(world: World) -> None:
    """One of everything else: figures, nights, files, filters, approvals, gates, sessions, entries."""
    from django.db import transaction

    from huilong.night.models import LoanSetAside, NightRun, NightStep
    from huilong.rooms.book.models import ImportFile, IncomingReceipt, QuarantinedRow
    from huilong.rooms.journal.actions import record
    from huilong.rooms.people.models import Approval, Gate
    from huilong.rooms.reports.models import DailyFigures
    from huilong.shell.models import SavedFilter

    now = timezone.now()
    numbers = {f.name: 31_415_926 for f in DailyFigures._meta.fields if f.get_internal_type() in
               ("IntegerField", "BigIntegerField")}  # fmt: skip
    DailyFigures.objects.create(on=ON, **numbers)
    world.mark("figures", "house", "31415926", "31,415,926", "314,159.26", "314159.26")
    run = NightRun.objects.create(on=ON, state="done", started_at=now, error="night-mark-1")
    NightStep.objects.create(run=run, place=1, name="age", error="night-mark-3")
    LoanSetAside.objects.create(loan_id="LN-ASIDE-1", on=ON, last_on=ON, reason="night-mark-4")
    world.mark("night", "house", "night-mark-1", "night-mark-3", "LN-ASIDE-1", "night-mark-4")
    file = ImportFile.objects.create(slot="s", name="file-mark-1.csv", sha256="0" * 64, table="receipts",
                                     profile="feed", known_on=ON, imported_on=ON, status="taken")  # fmt: skip
    row = QuarantinedRow.objects.create(file=file, line=7, column="amount", value="row-mark-2", reason_code="x",
                                        zh="z", en="e", remedy_zh="z", remedy_en="e",
                                        row={"loan_id": "LN-ROW-MARK", "amount": "row-mark-2"})  # fmt: skip
    IncomingReceipt.objects.create(at=now, files=["file-mark-3.csv"])
    world.mark("file", "house", "file-mark-1", "row-mark-2", "LN-ROW-MARK", "file-mark-3")
    world.keys |= {"night": {"house": run.pk}, "file": {"house": row.pk}}
    for kind in ("filter", "approval", "gate"):
        world.keys[kind] = {}
    for name, viewer in world.viewers.items():
        kept = SavedFilter.objects.create(user=viewer.user, table="cases", name=f"filter-of-{name}.", query="")
        world.keys["filter"][name] = kept.pk
        world.mark("filter", name, f"filter-of-{name}.")
        gate = Gate.objects.create(user_id=viewer.user, kind="nda", valid_from=ON, valid_until=ON.replace(year=2030),
                                   evidence=f"gate-of-{name}.", recorded_at=now)  # fmt: skip
        world.keys["gate"][name] = gate.pk
        world.mark("gate", name, f"gate-of-{name}.")
        with transaction.atomic():
            record(verb="list.seen", subject=("list", "none"), actor=f"user:{viewer.user}",
                   detail={"said": f"entry-by-{name}."})  # fmt: skip
        world.mark("entry", name, f"entry-by-{name}.")
    for name in ("manager", "chief_b"):
        asked = Approval.objects.create(kind="erasure", subject=f"approval-of-{name}", detail={}, asked_at=now,
                                        asked_by_id=world.keys["user"][name], expires_at=now + timedelta(days=1))
        world.keys["approval"][name] = asked.pk
        world.mark("approval", name, f"approval-of-{name}")

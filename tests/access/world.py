"""A world of strangers (互不相识的人): its cases and marks, and who may see which mark; `build.py` fills it.

Every row carries a mark (标记) that nothing else in the house says. A mark in an answer to somebody who may not see
it is a leak; that is the whole proof.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

ON = date(2026, 6, 30)
PASSWORD = "nobody-knows-this-1"
MISSING_NUMBER, MISSING_LOAN, MISSING_KEY = "CL20269999999", "LN-NOBODY-0", 999_999_999
CASES = {
    "near": ("CL20260004711", "LN-NEAR-4711", "BW-NEAR", "昝远山", "川J71147", "近港市", "近型X1", 4_711_403),
    "far": ("CL20260005822", "LN-FAR-5822", "BW-FAR", "亓长河", "川K82258", "远港市", "远型X2", 5_822_513),
    "past": ("CL20260006933", "LN-PAST-6933", "BW-PAST", "佴晓风", "川L93369", "旧港市", "旧型X3", 6_933_623),
    "agency_a": ("CL20260007144", "LN-AGA-7144", "BW-AGA", "仉明月", "川M14471", "甲港市", "甲型X4", 7_144_733),
    "gone": ("CL20260009366", "LN-GONE-9366", "BW-GONE", "麴无尘", "川P93664", "散港市", "散型X6", 9_366_953),
    "agency_b": ("CL20260008255", "LN-AGB-8255", "BW-AGB", "亶清泉", "川N25582", "乙港市", "乙型X5", 8_255_843),
}
"""key → number, loan, borrower, name, plate, city, vehicle, delinquent_fen."""
ALL = frozenset(CASES)


@dataclass
class Viewer:
    """Somebody who looks (观察者): a user, or a token; the cases of its duty now, and its place in the house."""

    name: str
    user: int
    organisation: str
    reach: str
    cases: frozenset[str]
    token: str = ""
    cookies: Any = None
    role: str = ""


@dataclass(frozen=True)
class Mark:
    """A mark and who may see it. `of` names the thing it stands on, `texts` its spellings."""

    of: tuple[str, str]
    texts: tuple[str, ...]


@dataclass
class World:
    """The world built: its viewers, marks, and the keys of its things by kind."""

    viewers: dict[str, Viewer] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)

    def mark(self, kind: str, name: str, *texts: str) -> None:
        """Note the spellings of a mark on the thing `name` of `kind`."""
        self.marks.append(Mark((kind, name), texts))

    def sees(self, viewer: Viewer, kind: str, name: str) -> bool:
        """Whether a viewer may see a thing: the rule, said once more and apart from the code that keeps it."""
        return RULES[kind](self, viewer, name)

    def forbidden(self, viewer: Viewer) -> list[Mark]:
        """The marks that must not be in any answer to this viewer."""
        return [mark for mark in self.marks if not self.sees(viewer, *mark.of)]


def _place(world: World, name: str) -> str:
    return world.viewers[name].organisation


RULES = {
    "case": lambda world, who, name: name in who.cases,
    "clear": lambda world, who, name: False,  # what is never shown to anybody without being asked for by field
    "person": lambda world, who, name: name in who.cases,
    "evidence": lambda world, who, name: name in who.cases,
    "flag": lambda world, who, name: name in who.cases,
    "receipt": lambda world, who, name: name in who.cases,
    "difference": lambda world, who, name: name in who.cases,
    "offer": lambda world, who, name: name in who.cases,
    "vehicle": lambda world, who, name: name in who.cases,
    "pack": lambda world, who, name: name in who.cases,
    "order": lambda world, who, name: name in who.cases,
    "crew": lambda world, who, name: who.reach == "house" or who.organisation == name,
    "yard": lambda world, who, name: who.reach != "gone",
    "lot": lambda world, who, name: who.organisation in ("lender", "branch") and who.reach != "gone",
    "look": lambda world, who, name: who.reach == "house",
    "user": lambda world, who, name: who.reach in ("house", "staff") or (who.name == name and who.reach != "gone")
    or (who.reach not in ("gone", "nothing") and _place(world, name) == who.organisation),
    "organisation": lambda world, who, name: who.reach in ("house", "staff") or who.organisation == name
    or (name == "lender" and who.reach not in ("gone", "nothing")),  # whom one works for is no secret
    "filter": lambda world, who, name: who.name == name and who.reach != "gone",
    "verdict": lambda world, who, name: name in who.cases,
    "message": lambda world, who, name: name in who.cases,
    "template": lambda world, who, name: who.organisation == "lender" and who.reach != "gone",
    "batch": lambda world, who, name: who.reach == "house" or who.name in ("manager", "team_lead"),
    "channel": lambda world, who, name: True,
    "device": lambda world, who, name: name in who.cases,
    "place": lambda world, who, name: False,  # shown for the purpose `locate` only, once the law was asked
    "alarm": lambda world, who, name: name in who.cases,
    "lot": lambda world, who, name: who.organisation in ("lender", "branch") and who.reach != "gone",
    "stranger": lambda world, who, name: who.reach == "house",
    "call_record": lambda world, who, name: who.reach == "house",
    "activity": lambda world, who, name: name in who.cases,
    "rule": lambda world, who, name: True,
    "draft": lambda world, who, name: who.reach == "house",
    "gap": lambda world, who, name: who.reach == "house",
    "figures": lambda world, who, name: who.organisation == "lender" and who.reach in ("house", "team"),
    "night": lambda world, who, name: who.organisation == "lender" and who.reach in ("house", "team", "staff"),
    "file": lambda world, who, name: who.organisation == "lender" and who.reach in ("house", "staff"),
    "approval": lambda world, who, name: who.reach in ("house", "staff") or who.name == name,
    "token": lambda world, who, name: who.reach == "staff",
    "gate": lambda world, who, name: RULES["user"](world, who, name),
    "session": lambda world, who, name: (who.name == name and who.reach != "gone") or who.reach == "staff"
    or (who.reach == "organisation" and name == "agent" + who.organisation.removeprefix("agency")),
    "entry": lambda world, who, name: who.reach == "house" or (who.name == name and who.reach != "gone"),
}  # fmt: skip
<<<<<<< HEAD


def build() -> World:
    """Make the world, as the owner. Committed: what looks at it does so over other connections."""
    world = World()
    _people(world)
    _cases(world)
    _duties(world)
    _files(world)
    _desk(world)
    _offers(world)
    _vehicles(world)
    _recoveries(world)
    _at_the_car(world)
    _worked(world)
    _house(world)
    _verdicts(world)
    _acts(world)
    _messages(world)
    _tracked(world)
    for key, (number, loan, borrower, name, plate, city, vehicle, fen) in CASES.items():
        amount = f"{fen // 100:,}.{fen % 100:02d}"
        shown = f"{plate[:2]}***{plate[-2:]}"
        world.mark("case", key, number, loan, borrower, f"{name[0]}**", city, vehicle, str(fen), amount,
                   amount.replace(",", ""), shown, f"entry-{key}", f"receipt-{key}")  # fmt: skip
        world.mark("clear", key, name, plate, f"99110619900101{fen % 10000:04d}", f"154{fen}8", f"隐名路{fen}号")
    return world


def _people(world: World) -> None:
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


def _at_the_car(world: World) -> None:
    """In the car of every order a thing that is marked; a pack made of it."""
    from huilong.rooms.repossession.models import Belonging, Pack, SpotStep
    from huilong.rooms.vault.queries import sealed_note

    now, user, world.keys["pack"] = timezone.now(), world.keys["user"]["former"], {}
    for place, (key, order) in enumerate(world.keys["order"].items(), start=1):
        told = {"order_id": order, "entered_at": now, "by": user}
        key_id, what = sealed_note(f"thing-of-{key}.", f"belonging:{order}:1")
        Belonging.objects.create(no=1, key_id=key_id, what=what, place="cabin", found_at=now, **told)
        SpotStep.objects.create(kind="inventory", happened_at=now, **told)
        key_id, texts = sealed_note("{}", f"recovery-pack:{place:064x}")
        made = Pack.objects.create(
            order_id=order, made_by=user, made_at=now, sha256=f"{place:064x}", key_id=key_id, texts=texts,
            manifest={"holds": {}, "keys": [], "entry_keys": []},
        )  # fmt: skip
        world.keys["pack"][key] = made.pk
        world.mark("order", key, f"thing-of-{key}.")


def _verdicts(world: World) -> None:
    """A verdict on every case, with a marked fact's source; a draft of a house rule, and a gap."""
    from huilong.rooms.compliance.actions import may_we, note_gaps
    from huilong.rooms.compliance.models import Gap, HouseRule
    from huilong.rooms.compliance.queries.drafts import BLANK
    from huilong.rooms.compliance.terms import Fact, GapKind, Wanted

    world.keys["verdict"], world.keys["rule"] = {}, {"near": "CN-TIME-001"}
    for key, row in CASES.items():
        wanted = Wanted("contact.call", row[2], row[1], facts={"purpose": Fact("collect", f"source-{key}-mark")})
        world.keys["verdict"][key] = may_we(wanted, timezone.now()).id
        world.mark("verdict", key, f"source-{key}-mark")
    text = BLANK.replace("What it is about", "draft-title-mark").replace("规则名称", "草稿标记名")
    draft = HouseRule.objects.create(rule="CN-HOUSE-001", version=1, text=text, state="draft", effective_from=ON,
                                     author=world.keys["user"]["compliance"], written_at=timezone.now())  # fmt: skip
    world.keys["draft"] = {"house": draft.pk}
    world.mark("draft", "house", "draft-title-mark", "草稿标记名")
    note_gaps(ON, GapKind.RECORD_WITHOUT_ACT, ["gap-reference-mark"])
    world.keys["gap"] = {"house": Gap.objects.get().pk}
    world.mark("gap", "house", "gap-reference-mark")


def _acts(world: World) -> None:
    """Something done on every case, with a marked person and call."""
    import uuid

    from huilong.rooms.cases.models import Case, Flag, Promise
    from huilong.rooms.contact.models import Activity, Call

    world.keys["activity"], now, user = {}, timezone.now(), world.keys["user"]["former"]
    for key, row in CASES.items():
        case = Case.objects.get(number=row[0])
        fen = row[7] * 3 + 1
        call = Call.objects.create(
            key=uuid.uuid4(), case=case, person=1, number="0" * 32, verdicts=[], user=user, organisation=1, at=now,
            state="ended", recording=f"recording-of-{key}.",
        )  # fmt: skip
        promise = Promise.objects.create(case=case, amount_fen=fen, due_on=ON + timedelta(days=400), channel="call",
                                         made_at=now, made_by="system")  # fmt: skip
        Flag.objects.create(case=case, kind="hardship", since=ON, evidence=f"flag-paper-{key}.", set_by="system",
                            set_at=now)  # fmt: skip
        kept = Activity.objects.create(
            case=case, at=now, on=ON, channel="call", direction="out", shown=f"activity-with-{key}.",
            outcome="promise", call=call, promise=promise, user=user, organisation=1,
        )  # fmt: skip
        world.keys["activity"][key] = kept.pk
        amount = f"{fen // 100:,}.{fen % 100:02d}"
        world.mark("activity", key, f"recording-of-{key}.", f"activity-with-{key}.", f"flag-paper-{key}.", amount)


def _messages(world: World) -> None:
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


def _tracked(world: World) -> None:
    """A device in the vehicle of every case, heard at a marked place; a consent; a look; an alarm; a number nobody
    knows; a lot."""
    from huilong.rooms.cases.models import Case
    from huilong.rooms.collateral.models import Vehicle
    from huilong.rooms.tracking.models import Alarm, Binding, Consent, Device, Heard, Latest, Look, Lot, Stranger

    now, user = timezone.now(), world.keys["user"]["manager"]
    for n, (key, row) in enumerate(CASES.items(), 1):
        car, _ = Vehicle.objects.get_or_create(loan_id=row[1], defaults={
            "case": Case.objects.get(number=row[0]), "vin": f"LSVAA4182E2{n:06d}", "known_at": now,
        })  # fmt: skip
        number = f"DEV{row[7]}X{n}"
        device = Device.objects.create(number=number, kind="wired", vehicle=car, expected_seconds=60,
                                       since=now - timedelta(days=1))  # fmt: skip
        Binding.objects.create(device=device, vehicle=car, since=device.since)
        Heard.objects.create(device=device, heard_at=now, reported_at=now, fixed_at=now)
        lat = 300_000_000 + row[7] * 3
        Latest.objects.create(device=device, at=now, lat_e7=lat, lon_e7=1_100_000_000 + row[7], speed_kmh=0, course=0,
                              source="satellite")  # fmt: skip
        Consent.objects.create(vehicle=car, given_on=ON, notice_version=f"notice-{key}-mark", recorded_by=user,
                               recorded_at=now)  # fmt: skip
        Look.objects.create(at=now, user=user, organisation=world.keys["organisation"]["lender"], kind="one",
                            purpose="collect", vehicle=car, vehicle_count=1, points=1, verdicts=[])  # fmt: skip
        world.mark("device", key, number, f"notice-{key}-mark")
        alarm = Alarm.objects.create(vehicle=car, kind="silent", about=f"alarm-on-{key}.", device=f"alarm-by-{key}.",
                                     since=now, last_at=now, told={"hours": row[7] + 47}, raised_on=ON)  # fmt: skip
        world.keys.setdefault("alarm", {})[key] = alarm.pk
        world.mark("alarm", key, f"alarm-on-{key}.", f"alarm-by-{key}.", str(row[7] + 47), f"{row[7] + 47:,}")
        world.mark("place", key, str(lat), f"{lat / 1e7:.7f}".rstrip("0"), str(1_100_000_000 + row[7]))
    Stranger.objects.create(number="STRANGER404", fixes=3, first_at=now, last_at=now)
    world.mark("stranger", "house", "STRANGER404")
    lot = Lot.objects.create(state="proposed", lat_e7=411_223_344, lon_e7=1_255_443_322, radius_m=150, found_on=ON,
                             last_found_on=ON, told={"vehicles": 4_747_474}, note="lot-note-mark")  # fmt: skip
    world.keys["lot"] = {"house": lot.pk}
    world.mark("lot", "house", "lot-note-mark", "411223344", "41.12233", "125.54433", "4747474", "4,747,474")


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


def _cases(world: World) -> None:
    import csv
    import tempfile
    from pathlib import Path

    from huilong.rooms.cases.models import Case, CaseEvent, CaseLoan
    from huilong.rooms.ledger.models import DeskReceipt
    from huilong.rooms.vault.actions import take_people
    from huilong.rooms.vault.models import Person

    world.keys["case"] = {key: row[0] for key, row in CASES.items()}
    world.keys["loan"] = {key: row[1] for key, row in CASES.items()}
    with tempfile.TemporaryDirectory() as there:
        file = Path(there) / "people_2026-06-30.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["借据号", "客户号", "角色", "姓名", "证件号码", "手机号", "地址", "车牌号", "单位"])
            for _, loan, borrower, name, plate, city, _, fen in CASES.values():
                rows.writerow([loan, borrower, "借款人", name, f"99110619900101{fen % 10000:04d}", f"154{fen}8",
                               f"{city}隐名路{fen}号", plate, "某单位"])  # fmt: skip
        take_people([file], [row[1] for row in CASES.values()], ON, actor="night")
    keys = dict(Person.objects.values_list("loan_id", "pk"))
    world.keys["person"] = {key: keys[row[1]] for key, row in CASES.items()}
    for place, (key, (number, loan, borrower, name, plate, city, vehicle, fen)) in enumerate(CASES.items(), 1):
        figures: dict[str, Any] = {
            "past_due_days": 40 + place, "bucket": 2, "delinquent_fen": fen, "overdue_principal_fen": fen + 1,
            "overdue_interest_fen": 0, "overdue_fee_fen": 0, "overdue_penalty_fen": fen + 2,
            "outstanding_principal_fen": fen * 10 + 3, "figures_on": ON,
        }  # fmt: skip
        case = Case.objects.create(
            number=number, borrower=borrower, opened_on=ON, entered_bucket=1, loans=1, city=city, vehicle=vehicle,
            name_masked=f"{name[0]}**", name_sort=name[0], plate_masked=f"{plate[:2]}***{plate[-2:]}",
            people_missing=False, product="车贷", region="华西", **figures,
        )  # fmt: skip
        CaseLoan.objects.create(case=case, loan_id=loan, loan=1000 + place, joined_on=ON, vehicle=vehicle, **figures)
        CaseEvent.objects.create(case=case, on=ON, kind="opened", why="past_due", to_bucket=2,
                                 params={"days": 1, "bucket": "M2", "canary": f"entry-{key}"})  # fmt: skip
        DeskReceipt.objects.create(loan_id=loan, on=ON, amount_fen=fen, lender_reference=f"receipt-{key}",
                                   posted_by="user:1")  # fmt: skip


def _files(world: World) -> None:
    """A file on every case; its name, note and bytes are marked."""
    import io

    from huilong.rooms.files.actions import add
    from huilong.rooms.files.models import File
    from huilong.rooms.files.terms import FileKind

    world.keys["evidence"] = {}
    for key, row in CASES.items():
        body, name = f"evidence-text-of-{key}.".encode(), f"evidence-name-of-{key}.txt"
        kept = add(row[0], io.BytesIO(body), kind=FileKind.OTHER, name=name, note=f"evidence-note-of-{key}.",
                   at=timezone.now())  # fmt: skip
        world.keys["evidence"][key] = kept.id
        address = File.objects.get(pk=kept.id).address
        world.mark("evidence", key, body.decode(), name, f"evidence-note-of-{key}.", address)


def _desk(world: World) -> None:
    """A flag on every case, and a difference on every receipt posted for its loan; all are marked."""
    from huilong.rooms.cases.actions import set_flag
    from huilong.rooms.cases.terms import FlagKind
    from huilong.rooms.ledger.models import DeskReceipt, Difference

    world.keys |= {"flag": {}, "receipt": {}, "difference": {}}
    for key, row in CASES.items():
        world.keys["flag"][key] = set_flag(
            row[0], FlagKind.HARDSHIP, since=ON, evidence=f"paper-of-{key}.", note=f"flag-note-of-{key}.",
            at=timezone.now(),
        )  # fmt: skip
        world.mark("flag", key, f"paper-of-{key}.", f"flag-note-of-{key}.")
        receipt = DeskReceipt.objects.get(loan_id=row[1])
        world.keys["receipt"][key] = receipt.pk
        found = Difference.objects.create(kind="amount", receipt=receipt, lender_id=f"lender-row-of-{key}.",
                                          lender_fen=1, lender_on=ON, found_on=ON)  # fmt: skip
        world.keys["difference"][key] = found.pk
        world.mark("difference", key, f"lender-row-of-{key}.")
def _offers(world: World) -> None:
    """An offer of relief on every case that waits for approval, with a step and a fact; its figures are marked."""
    from huilong.rooms.cases.models import Case
    from huilong.rooms.relief.models import Offer, OfferStep, Posting
    from huilong.rooms.relief.rules.told import terms_told
    from huilong.rooms.relief.terms import ReliefKind, Terms

    now, world.keys["offer"] = timezone.now(), {}
    for key, row in CASES.items():
        amount = row[7] + 31
        one = {"owed": amount, "overdue": 0, "past_due_days": 1, "principal": 0, "monthly": 0, "last_due": None}
        parts = {"principal": 0, "interest": 0, "fee": 0, "penalty": amount}
        effect = {"before": one, "after": one, "given_up": parts, "given_up_fen": amount, "unearned": 0,
                  "expected": amount, "rate_ppm": None}  # fmt: skip
        kept = Offer.objects.create(
            case=Case.objects.get(number=row[0]), loan_id=row[1], kind="waiver", effect=effect, state="asked",
            terms=terms_told(Terms(ReliefKind.WAIVER)), waits_for="compliance", made_by=1, made_role="collector",
            made_at=now, expires_at=now + timedelta(days=3),
        )  # fmt: skip
        OfferStep.objects.create(offer=kept, place=1, role="compliance")
        Posting.objects.create(offer=kept, loan_id=row[1], kind="waiver", known_on=ON,
                               told={"on": "2026-06-30", "kind": "penalty", "amount": amount})  # fmt: skip
        world.keys["offer"][key] = kept.pk
        shown = f"{amount // 100:,}.{amount % 100:02d}"
        world.mark("offer", key, str(amount), shown, shown.replace(",", ""))
def _vehicles(world: World) -> None:
    """A vehicle on every case: its VIN, what was noted of it, what it is worth, and an alarm."""
    from huilong.rooms.cases.models import Case
    from huilong.rooms.collateral.models import Vehicle, VehicleAlarm, VehicleFact, VehicleValue

    at = timezone.now()
    for place, (key, (number, loan, *_others)) in enumerate(CASES.items(), 1):
        vin, worth = f"L0AAB0A3XT1{place:02d}{place * 1117:04d}", 7_700_013 + place * 1_010_101
        car = Vehicle.objects.create(
            loan_id=loan, case=Case.objects.get(number=number), vin=vin, make=f"makeof{key}", known_at=at,
            mortgage="registered", value_fen=worth, value_on=ON, exposure_fen=worth, shortfall_fen=0,
        )  # fmt: skip
        told = {"state": "registered", "authority": f"registry-of-{key}", "number": ""}
        VehicleFact.objects.create(vehicle=car, kind="mortgage", value=told, source="lender", on=ON, known_at=at,
                                   known_by=0, mark=f"{place:064d}")  # fmt: skip
        VehicleValue.objects.create(vehicle=car, on=ON, amount_fen=worth, source="lender", known_at=at, known_by=0)
        VehicleAlarm.objects.create(vehicle=car, kind="insurance_ends", on=ON, figures={"until": f"2026-07-0{place}"})
        world.keys.setdefault("vehicle", {})[key] = car.pk
        amount = f"{worth // 100:,}.{worth % 100:02d}"
        world.mark("vehicle", key, vin, vin[-6:], f"makeof{key}", f"registry-of-{key}", amount, str(worth))


def _recoveries(world: World) -> None:
    """On every case a car and an order to recover it, with its history, court's paper, notice and quote; all marked."""
    from huilong.rooms.cases.models import Case
    from huilong.rooms.collateral.models import Vehicle
    from huilong.rooms.repossession.models import Approval, Authority, Crew, Ground, Notice, Order, OrderStep, Quote

    now, world.keys["order"] = timezone.now(), {}
    team = Crew.objects.create(organisation_id=world.keys["organisation"]["agency_b"], name="crew-of-agency-b.",
                               licence="licence-mark-1", licensed_until=ON, insured_until=ON, entered_by="system",
                               entered_at=now)  # fmt: skip
    world.mark("crew", "agency_b", "licence-mark-1")
    for key, row in CASES.items():
        case, car = Case.objects.get(number=row[0]), Vehicle.objects.get(loan_id=row[1])
        Vehicle.objects.filter(pk=car.pk).update(model=f"model-of-{key}.")
        vin = car.vin
        order = Order.objects.create(
            case=case, vehicle=car, vin=vin, loan_id=row[1], basis="court", state="quoted", asked_by=1,
            asked_role="collector", asked_at=now, changed_at=now, crew=team,
        )  # fmt: skip
        OrderStep.objects.create(order=order, verb="stop", state="quoted", at=now, who="user:1",
                                 detail={"why": f"step-of-{key}."})  # fmt: skip
        Approval.objects.create(order=order, place=1, role="manager")
        Ground.objects.create(order=order, kind="court", on=ON, until=ON, court=f"court-of-{key}.", paper="1",
                              files={"paper": 1}, given_at=now, given_by="user:1")  # fmt: skip
        Notice.objects.create(case=case, loan_id=row[1], kind="demand", channel="letter", sent_on=ON,
                              proof=f"proof-of-{key}.", entered_by="user:1", entered_at=now)  # fmt: skip
        fen = row[7] + 77
        Quote.objects.create(order=order, crew=team, service="tow_only", km=1, lines=[["base", fen]], total_fen=fen,
                             needs_approval=False, made_by=1, made_at=now)  # fmt: skip
        Authority.objects.create(order=order, vin=vin, holder=1, issued_at=now, checked_at=now,
                                 expires_at=now + timedelta(minutes=5))  # fmt: skip
        world.keys["order"][key] = order.pk
        shown = f"{fen // 100:,}.{fen % 100:02d}"
        world.mark("order", key, vin, f"{vin[:3]}**********{vin[-4:]}", f"model-of-{key}.", f"step-of-{key}.",
                   f"court-of-{key}.", f"proof-of-{key}.", str(fen), shown)  # fmt: skip


def _worked(world: World) -> None:
    """On every case a promise broken last night and an activity of today, and what was learned of the borrower."""
    from huilong.rooms.cases.models import Case, Promise
    from huilong.rooms.contact.models import Activity
    from huilong.rooms.files.actions import learn
    from huilong.rooms.files.terms import LearnedKind, LearnedSource

    now = timezone.now()
    today = timezone.localdate(now)
    for key, (number, *_, fen) in CASES.items():
        case = Case.objects.get(number=number).pk
        Promise.objects.create(
            case_id=case, amount_fen=fen + 31, due_on=today - timedelta(days=1), channel="call", state="broken",
            made_at=now - timedelta(days=3), made_by="user:1", judged_on=today - timedelta(days=1),
        )  # fmt: skip
        Activity.objects.create(case_id=case, at=now, on=today, channel="call", direction="out", user=1,
                                outcome=f"outcome-{key}.", organisation=1)  # fmt: skip
        learn(number, LearnedKind.EMPLOYER, {"name": f"learned-of-{key}."}, source=LearnedSource.BORROWER,
              evidence=None, on=today, at=now)  # fmt: skip
        amount = f"{(fen + 31) // 100:,}.{(fen + 31) % 100:02d}"
        world.mark("evidence", key, f"outcome-{key}.", f"learned-of-{key}.", amount, amount.replace(",", ""))


def _duties(world: World) -> None:
    from huilong.rooms.cases.actions import assign
    from huilong.rooms.cases.terms import DutyKind, Holder
    from huilong.rooms.people.models import User

    at = timezone.now() - timedelta(minutes=5)
    places, teams = world.keys["organisation"], world.keys["team"]

    def give(case: str, kind: DutyKind, name: str, team: str, place: str = "lender", when: Any = at) -> None:
        holder = Holder(places[place], teams[team], world.keys["user"][name])
        assign([CASES[case][0]], holder, kind, actor="system", at=when)

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


def _house(world: World) -> None:
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
=======
>>>>>>> h-proof

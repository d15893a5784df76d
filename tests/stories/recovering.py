"""A car to recover in the stories (收车故事): an agent with a phone, a crew, a yard, an order sent to the agent."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from huilong.kernel.acting import Acting, act_as

PHONE = {"width": 390, "height": 844}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000020000000208020000 00fdd49a73".replace(" ", "")
    + "0000001249444154789c63f8cfc0c0f01f8c190000001bf803fd45d6a3a10000000049454e44ae426082"
)
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2mp41" + b"a handover filmed" * 20
TOLD = {
    "written_security_contract": True, "vin_matches_contract": True, "mortgage_registered": True,
    "registry_search_done": True, "main_debt_limitation_expired": False, "vehicle_transferred": False,
    "other_creditor_preserved_or_enforced": False, "holder": "debtor",
}  # fmt: skip


def picture(folder: Path, name: str = "front.png") -> Path:
    """A photo as a phone's camera gives it."""
    import struct
    import zlib

    width, height = 800, 600
    rows = b"".join(b"\x00" + bytes((90, 140 if y < 300 else 110, 180)) * width for y in range(height))

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    made = folder / name
    made.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + part(b"IDAT", zlib.compress(rows))
        + part(b"IEND", b"")
    )
    return made


@contextmanager
def at_work(user: Any) -> Iterator[None]:
    """Within the block this user acts."""
    with act_as(Acting(user.pk, user.organisation_id, user.role, "story")):
        yield


def people() -> dict[str, Any]:
    """The agent, the coordinator, and who approves, made once."""
    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
    from huilong.rooms.people.models import Organisation, User
    from huilong.rooms.people.terms import OrganisationKind, Role

    from .conftest import PASSWORD

    lender = Organisation.objects.get(kind=OrganisationKind.LENDER).pk
    team = ensure_team("故事收车组", lender)
    ensure_organisation("故事停车场", OrganisationKind.YARD)
    for name, role, shown, of in (
        ("field_agent", Role.FIELD_AGENT, "赵外勤", team),
        ("coordinator", Role.REPOSSESSION_COORDINATOR, "韩协调", None),
    ):  # fmt: skip
        ensure_user(name, display_name=shown, role=role, organisation=lender, password=PASSWORD, team=of)
    return {user.username: user for user in User.objects.all()}


def free_case() -> tuple[str, str]:
    """A case in collections that owes, with nothing that would stop a recovery, and its loan; no order on it yet."""
    from huilong.rooms.cases.models import CaseLoan, Flag, Promise
    from huilong.rooms.cases.queries import live_position
    from huilong.rooms.repossession.models import Order

    taken = [*Flag.objects.values_list("case_id", flat=True), *Promise.objects.values_list("case_id", flat=True),
             *Order.objects.values_list("case_id", flat=True)]  # fmt: skip
    owing = CaseLoan.objects.filter(left_on=None, delinquent_fen__gt=0, case__state="open").exclude(case_id__in=taken)
    for one in owing.select_related("case").order_by("id"):
        now = live_position(one.case.number, timezone.now())
        if len(now.loans) == 1 and now.due_fen > 0:
            return one.case.number, one.loan_id
    raise AssertionError("no case of the story owes anything")


def vin_of(number: int) -> str:
    """A VIN with its check digit (ISO 3779)."""
    digits = {**{str(n): n for n in range(10)}, **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
              **dict(zip("JKLMN", range(1, 6), strict=True)), "P": 7, "R": 9,
              **dict(zip("STUVWXYZ", range(2, 10), strict=True))}  # fmt: skip
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    bare = f"LSVAA4180E2{number:06d}"
    rest = sum(digits[sign] * weight for sign, weight in zip(bare, weights, strict=True)) % 11
    return bare[:8] + ("X" if rest == 10 else str(rest)) + bare[9:]


def a_car_to_recover() -> dict[str, Any]:
    """A case that owes, its car, a crew that can be sent for it, and the yard it will go to; no order yet."""
    from huilong.rooms.cases.models import Case
    from huilong.rooms.collateral.models import Vehicle
    from huilong.rooms.people.models import Organisation, Team
    from huilong.rooms.people.terms import OrganisationKind
    from huilong.rooms.repossession import actions
    from huilong.rooms.repossession.models import Order
    from huilong.rooms.repossession.terms.yard import ClockUnit, StorageRow

    who, now = people(), timezone.now()
    number, loan = free_case()
    vehicle, _ = Vehicle.objects.update_or_create(loan_id=loan, defaults={
        "case": Case.objects.get(number=number), "vin": vin_of(100 + Order.objects.count()), "make": "大众",
        "model": "大众朗逸", "known_at": now,
    })  # fmt: skip
    year = date(now.year + 1, 1, 1)
    with at_work(who["coordinator"]):
        crew = actions.keep_crew(
            who["field_agent"].organisation_id, "故事收车队", licence="许可 0001", licensed_until=year,
            insured_until=year, capacity=50, team=Team.objects.get(name="故事收车组").pk, at=now,
        )  # fmt: skip
        yard = actions.keep_yard(
            "故事停车场", Organisation.objects.get(kind=OrganisationKind.YARD).pk, address="", unit=ClockUnit.DAY,
            rows=[StorageRow(1, 0), StorageRow(4, 2_000)], approved_until=year, on=now.date(), at=now,
        )  # fmt: skip
    return {"who": who, "number": number, "loan": loan, "vehicle": vehicle.pk, "vin": vehicle.vin, "crew": crew,
            "yard": yard}  # fmt: skip


def sent_to_the_agent() -> dict[str, Any]:
    """An order asked for, approved, quoted, dispatched and accepted; the yard it will go to."""
    from huilong.rooms.people.terms import Role
    from huilong.rooms.relief.terms import StepDecision
    from huilong.rooms.repossession import actions
    from huilong.rooms.repossession.models import Order
    from huilong.rooms.repossession.terms import ApprovalReason, BasisKind, SecurityKind

    made, now = a_car_to_recover(), timezone.now()
    who = made["who"]
    han, agent = who["coordinator"], who["field_agent"]
    with at_work(han):
        key = actions.request(made["number"], made["vehicle"], BasisKind.HANDOVER, security=SecurityKind.MORTGAGE,
                              told=TOLD, user=han.pk, role=Role(han.role), at=now)  # fmt: skip
    for name in ("team_lead", "manager"):
        with at_work(who[name]):
            if Order.objects.get(pk=key).waits_for == who[name].role:
                actions.decide(key, StepDecision.APPROVED, ApprovalReason.GROUNDS_SHOWN, user=who[name].pk,
                               role=Role(who[name].role), at=now)  # fmt: skip
    with at_work(han):
        quote = actions.quote(key, made["crew"], "handover_pickup", 12, user=han.pk, role=Role(han.role), at=now)
        actions.dispatch(key, quote, role=Role(han.role), at=now, agent=agent.pk)
    with at_work(agent):
        actions.accept(key, role=Role(agent.role), at=now + timedelta(seconds=0), agent=agent.pk)
    return {**made, "order": key}

"""Reports in the world of strangers (报表): rows of loans, packs of the house and of teams, schedules, deliveries."""

from datetime import timedelta

from django.utils import timezone

from .world import CASES, ON, World


def reports(world: World) -> None:
    """A row and a receipt of each team's loan, a pack of each team and one of the house, what goes to whom."""
    from huilong.rooms.reports.models import Delivery, Mailbox, Pack, PackFile, Recovery, Schedule, SpanRow

    teams, now, users = world.keys["team"], timezone.now(), world.keys["user"]
    for name in ("near", "far"):
        number, loan = CASES[name][:2]
        told = {
            "loan": len(name),
            "loan_id": loan,
            "case_number": number,
            "product": f"row-mark-{name}",
            "team": teams[name],
        }
        SpanRow.objects.create(
            **told, from_on=ON - timedelta(days=30), on=ON, by_day=False, stratum="s", placed=False, bucket=1,
            to_bucket=2, past_due_days=3, balance_fen=1, base_fen=1, overdue_fen=1, collected_fen=1, person_fen=0,
            team_fen=0, firm_fen=0, contacted=False, right_party=False, promised=False, kept=False,
        )  # fmt: skip
        Recovery.objects.create(**told, on=ON, bucket=1, fen=1)
        world.mark("team_rows", name, f"row-mark-{name}")
    schedule = Schedule.objects.create(
        weekday=0, hour=8, roles=["auditor"], made_by=users["manager"], made_at=now
    )
    world.keys["report_schedule"] = {"house": schedule.pk}
    world.keys["weekly_pack"] = {}
    for name in ("near", "far", "house"):
        content = {"title": f"pack-mark-{name}", "subtitle": "", "language": "en", "on": ON.isoformat(), "sections": []}
        pack = Pack.objects.create(
            from_on=ON - timedelta(days=7), on=ON, team=teams.get(name) if name != "house" else None,
            content={"zh-hans": content, "en": content}, fingerprint=f"print-mark-{name}", made_by="night", made_at=now,
        )  # fmt: skip
        PackFile.objects.create(pack=pack, form="xlsx", language="en", body=b"PK", sha256=f"sha-mark-{name}")
        world.keys["weekly_pack"][name] = pack.pk
        world.mark("weekly_pack", name, f"pack-mark-{name}", f"print-mark-{name}", f"sha-mark-{name}")
    for name, user in users.items():
        Mailbox.objects.create(user_id=user, address=f"box-of-{name}@example.com", kept_at=now)
        world.mark("mailbox", name, f"box-of-{name}@")
        Delivery.objects.create(
            key=f"delivery-of-{name}.", schedule=schedule, pack_id=world.keys["weekly_pack"]["house"], user=user,
            carrier="notice", state="failed", due_at=now, code=f"code-of-{name}.",
        )  # fmt: skip
        world.mark("delivery", name, f"delivery-of-{name}.", f"code-of-{name}.")

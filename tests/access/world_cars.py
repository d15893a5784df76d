"""The car of every case of the world of strangers (车): its worth, where it is, its recovery; each with its mark."""

from datetime import timedelta

from django.utils import timezone

from .world import CASES, MISSING_KEY, ON, World

NO_VIEWER = MISSING_KEY
"""Holder of every authority: a holder sees it even when the case is not the holder's any more."""


def vehicles(world: World) -> None:
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


def recoveries(world: World) -> None:
    """On every case a car and an order to recover it, with its history, court's paper, notice and quote; all marked."""
    from huilong.rooms.cases.models import Case
    from huilong.rooms.collateral.models import Vehicle
    from huilong.rooms.repossession.models import Approval, Authority, Crew, Ground, Notice, Order, OrderStep, Quote

    now, world.keys["order"], world.keys["notice"] = timezone.now(), {}, {}
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
        sent = Notice.objects.create(case=case, loan_id=row[1], kind="demand", channel="letter", sent_on=ON,
                                     proof=f"proof-of-{key}.", entered_by="user:1", entered_at=now)  # fmt: skip
        world.keys["notice"][key] = sent.pk
        fen = row[7] + 77
        Quote.objects.create(order=order, crew=team, service="tow_only", km=1, lines=[["base", fen]], total_fen=fen,
                             needs_approval=False, made_by=1, made_at=now)  # fmt: skip
        Authority.objects.create(order=order, vin=vin, holder=NO_VIEWER, issued_at=now, checked_at=now,
                                 expires_at=now + timedelta(minutes=5))  # fmt: skip
        world.keys["order"][key] = order.pk
        shown = f"{fen // 100:,}.{fen % 100:02d}"
        world.mark("order", key, vin, f"{vin[:3]}**********{vin[-4:]}", f"model-of-{key}.", f"step-of-{key}.",
                   f"court-of-{key}.", f"proof-of-{key}.", str(fen), shown)  # fmt: skip


def at_the_car(world: World) -> None:
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


def tracked(world: World) -> None:
    """A device in the vehicle of every case, heard at a marked place; a consent; a look; a number nobody knows."""
    from huilong.rooms.cases.models import Case
    from huilong.rooms.collateral.models import Vehicle
    from huilong.rooms.tracking.models import Binding, Consent, Device, Heard, Latest, Look, Stranger

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
        Look.objects.create(
            at=now, user=user, organisation=world.keys["organisation"]["lender"], kind="one", purpose="collect",
            vehicle=car, vehicle_count=1, points=1, verdicts=[86_420_000 + n],
        )  # fmt: skip
        world.mark("look", key, str(86_420_000 + n))
        world.mark("device", key, number, f"notice-{key}-mark")
        world.mark("place", key, str(lat), f"{lat / 1e7:.7f}".rstrip("0"), str(1_100_000_000 + row[7]))
    Stranger.objects.create(number="STRANGER404", fixes=3, first_at=now, last_at=now)
    world.mark("stranger", "house", "STRANGER404")


def in_the_yard(world: World) -> None:
    """The car of every order in a yard: papers, its clock, a cost, what redeems it and what was paid; all marked."""
    from huilong.rooms.people.actions import ensure_organisation
    from huilong.rooms.people.terms import OrganisationKind
    from huilong.rooms.repossession.models import Charge, ChargePayment, Evidence, Redemption, SpotStep, Stay, Yard

    now, user = timezone.now(), world.keys["user"]["former"]
    world.keys |= {"signed": {}, "redemption": {}}
    keeper = ensure_organisation("停车场运营方", OrganisationKind.YARD)
    yard = Yard.objects.create(
        name="yard-name-mark", organisation_id=keeper, rows=[[1, 100]], address="yard-address-mark",
        unit="day", priced_on=ON, approved_until=ON.replace(year=2099), kept_at=now,
    )  # fmt: skip
    world.mark("yard", "house", "yard-address-mark")
    for place, (key, order) in enumerate(world.keys["order"].items(), 1):
        told, hashed, cost = {"order_id": order, "by": user}, f"{place * 1117:064x}", CASES[key][7] + 5_000_059
        signed = Evidence.objects.create(kind="receipt", file_id=world.keys["evidence"][key], sha256=hashed,
                                         told=hashed, captured_at=now, entered_at=now, **told)  # fmt: skip
        SpotStep.objects.create(kind="tow", happened_at=now, entered_at=now, detail={"yard": f"tow-of-{key}."},
                                lat_e7=310_000_000 + CASES[key][7], lon_e7=1, **told)  # fmt: skip
        stay = Stay.objects.create(yard=yard, place=f"bay-of-{key}.", unit="day", rows=[[1, 100]], gate_in_at=now,
                                   entered_at=now, photos_held=True, **told)  # fmt: skip
        charge = Charge.objects.create(kind="storage", amount_fen=cost, on=ON, made_at=now, stay=stay, **told)
        redemption = Redemption.objects.create(
            order_id=order, redeem_by="overdue", on=ON, valid_until=now, due_fen=cost + 2, costs=[["storage", cost]],
            total_fen=2 * cost + 2, made_by=user, made_at=now, paid_at=now, paid_by=user,
        )  # fmt: skip
        world.keys["signed"][key], world.keys["redemption"][key] = signed.pk, redemption.pk
        ChargePayment.objects.create(charge=charge, redemption=redemption, fen=cost)
        shown = [f"{fen // 100:,}.{fen % 100:02d}" for fen in (cost, cost + 2, 2 * cost + 2)]
        world.mark("order", key, hashed, f"bay-of-{key}.", f"tow-of-{key}.", str(310_000_000 + CASES[key][7]),
                   str(cost), str(cost + 2), str(2 * cost + 2), *shown)  # fmt: skip


def understood(world: World) -> None:
    """What the positions of every car mean: a stay, a place, an alarm; and a lot that belongs to nobody."""
    from huilong.rooms.collateral.models import Vehicle
    from huilong.rooms.tracking.models import Alarm, Lot, Place, Stay

    now, at = timezone.now(), {"lat_e7": 0, "lon_e7": 1_120_000_001}
    for key, row in CASES.items():
        car, lat = Vehicle.objects.get(loan_id=row[1]).pk, 320_000_000 + row[7] * 3
        at["lat_e7"] = lat
        Stay.objects.create(vehicle_id=car, since=now, until=now, anchor_lat_e7=lat, anchor_lon_e7=1, closed=True,
                            brief=False, **at)  # fmt: skip
        Place.objects.create(vehicle_id=car, number=1, kind="home", visits=1, nights=1, nights_known=1, minutes=1,
                             work_minutes=0, first_at=now, last_at=now, **at)  # fmt: skip
        alarm = Alarm.objects.create(vehicle_id=car, kind="power_cut", about=f"about-{key}.", device=f"DEV-OF-{key}.",
                                     since=now, last_at=now, raised_on=ON, told={"mark": f"alarm-{key}."})  # fmt: skip
        world.keys.setdefault("alarm", {})[key] = alarm.pk
        world.mark("place", key, str(lat), f"{lat / 1e7:.7f}".rstrip("0"))
        world.mark("alarm", key, f"about-{key}.", f"DEV-OF-{key}.", f"alarm-{key}.")
    lot = Lot.objects.create(state="proposed", lat_e7=333_333_313, lon_e7=1_111_111_131, radius_m=100, found_on=ON,
                             last_found_on=ON, told={"vehicles": 4_747_474}, note="lot-note-mark")  # fmt: skip
    world.keys["lot"] = {"house": lot.pk}
    world.mark("lot", "house", "333333313", "33.33333", "lot-note-mark", "4747474", "4,747,474")

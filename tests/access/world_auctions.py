"""Auctions of the world of strangers (竞价): what is told to bidders, what to the house alone, who bids; all marked."""

from datetime import timedelta

from django.utils import timezone

from .world import ON, World


def auctions(world: World) -> None:
    """An auction open to bidders and one that waits, each entered by a bidder who looks and by one who does not."""
    from huilong.rooms.auctions.models import Auction, Bid, Bidder, Deposit, Entry, Mandate

    now, users = timezone.now(), world.keys["user"]
    world.keys |= {"auction": {}, "bidder": {}, "entering": {}}
    people = {}
    for name in ("bidder", "former"):
        people[name] = Bidder.objects.create(
            user_id=users[name], name=f"bidder-name-of-{name}.", firm=f"firm-of-{name}.", kind="dealer",
            identity=f"identity-of-{name}.", state="approved", asked_at=now, decided_by=1, decided_at=now,
            why="in_order",
        )  # fmt: skip
        world.keys["bidder"][name] = people[name].pk
        world.mark("bidder", name, f"bidder-name-of-{name}.", f"firm-of-{name}.", f"identity-of-{name}.")
    for place, (key, state) in enumerate((("open_one", "live"), ("waiting_one", "live")), 1):
        terms = {
            "opens_at": (now - timedelta(hours=1)).isoformat(), "closes_at": (now + timedelta(days=1)).isoformat(),
            "form": "open", "shown": {"about": f"shown-of-{key}."}, "start_fen": 1_000, "step_fen": 10,
            "deposit_fen": 0, "last_minutes": 5, "extend_minutes": 5, "reveal_minutes": 60, "pay_days": 5,
        }  # fmt: skip
        row = Auction.objects.create(
            title=f"auction-of-{key}.", form="open", terms=terms, state=state, opens_at=now - timedelta(hours=1),
            ends_at=now + timedelta(days=1), head="0" * 64, has_reserve=True, made_by=users["manager"], made_at=now,
        )  # fmt: skip
        reserve = 9_171_711 + place * 1_010_101
        Mandate.objects.create(auction=row, subject=f"thing-of-{key}.", reserve_fen=reserve)
        for name, one in people.items():
            entry = Entry.objects.create(auction=row, bidder=one, number=0, entered_at=now)
            Deposit.objects.create(entry=entry, fen=5_000, reference=f"bank-of-{name}-{key}.", paid_on=ON,
                                   taken_by=users["finance"], taken_at=now)  # fmt: skip
            world.keys["entering"][f"{name}:{key}"] = entry.pk
            world.mark("entering", f"{name}:{key}", f"bank-of-{name}-{key}.")
        Bid.objects.create(
            auction=row, entry=entry, seq=1, number=2, fen=1_000, arrived_at=now, at=timezone.now(),
            ends_at=row.ends_at, previous="0" * 64, hash=f"a{place}c{place}" * 16,
        )  # fmt: skip
        if key == "waiting_one":
            Auction.objects.filter(pk=row.pk).update(state="asked")
        world.keys["auction"][key] = row.pk
        amount = f"{reserve // 100:,}.{reserve % 100:02d}"
        world.mark("auction", key, f"auction-of-{key}.", f"shown-of-{key}.")
        world.mark("mandate", key, f"thing-of-{key}.", str(reserve), amount, amount.replace(",", ""))

"""What firms are rated by in the world of strangers (机构评级): a rating with its rows, a breach, a clock, a price."""

from datetime import timedelta

from django.utils import timezone

from .world import ON, World

FIRMS = ("agency_a", "agency_b")


def ratings(world: World) -> None:
    """Each agency's rating, breach, answers and price; each with its mark."""
    from huilong.rooms.agencies.models import Breach, PriceLine, Rating, RatingLine, ResponseStep

    now = timezone.now()
    figures = {
        "surely_better": 0, "surely_worse": 0, "cases": 9, "placed_fen": 0, "collected_fen": 0, "liquidation_ppm": None,
        "matched_ppm": None, "difference_ppm": None, "low_ppm": None, "high_ppm": None, "shrunk_ppm": None,
        "compared_ppm": 0, "complaint_ppm": 0, "complaint_low_ppm": 0, "complaint_high_ppm": 0, "breaches": 1,
        "on_time": 0, "late": 0, "timeliness_ppm": None, "price_ppm": None, "measures": [], "strata": [],
    }  # fmt: skip
    for place, name in enumerate(FIRMS, 1):
        firm, many = world.keys["organisation"][name], 66_700_000 + place * 1_313
        kept = Rating.objects.create(
            organisation_id=firm, on=ON, trade="agency", score_permille=500, grade="b", rank=place, of=2,
            figures=figures | {"complaints": many}, rated_at=now,
        )  # fmt: skip
        RatingLine.objects.create(rating=kept, measure="complaints", subject=f"line-of-{name}.", on=ON, state="counted")
        breach = Breach.objects.create(
            organisation_id=firm, kind="conduct", on=ON, evidence=f"evidence-of-{name}.", why=f"breach-of-{name}.",
            noted_at=now, noted_by="user:1",
        )  # fmt: skip
        ResponseStep.objects.create(
            organisation_id=firm, kind="result", subject=f"asked-{name}.", step="asked", at=now - timedelta(days=1),
            noted_at=now, noted_by="system",
        )  # fmt: skip
        PriceLine.objects.create(
            organisation_id=firm, trade="agency", service="visit", region="", since=ON, fen=88_800_000 + place * 17,
            by_house=False, kept_at=now, kept_by="system",
        )  # fmt: skip
        for kind in ("firm_rating", "price_list"):
            world.keys.setdefault(kind, {})[name] = firm
        world.keys.setdefault("breach", {})[name] = breach.pk
        world.mark("firm_rating", name, str(many), f"line-of-{name}.", f"breach-of-{name}.", f"evidence-of-{name}.")
        world.mark("response", name, f"asked-{name}.")
        world.mark("price", name, str(88_800_000 + place * 17))

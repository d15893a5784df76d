"""The world of strangers built (造世界): everything in it, in the order in which one thing needs another."""

from .world import CASES, World
from .world_auctions import auctions
from .world_cars import at_the_car, in_the_yard, recoveries, tracked, understood, vehicles
from .world_cases import acts, cases, desk, files, offers, verdicts, worked
from .world_firms import ratings
from .world_forecast import forecasts
from .world_money import statements
from .world_people import duties, house, messages, people
from .world_register import firms
from .world_replay import replay
from .world_reports import reports
from .world_sales import for_sale
from .world_scores import scores
from .world_strategy import strategy
from .world_tenders import tenders


def build() -> World:
    """Make the world, as the owner. Committed: what looks at it does so over other connections."""
    world = World()
    people(world)
    cases(world)
    duties(world)
    firms(world)
    files(world)
    desk(world)
    offers(world)
    vehicles(world)
    recoveries(world)
    at_the_car(world)
    in_the_yard(world)
    for_sale(world)
    worked(world)
    house(world)
    tenders(world)
    verdicts(world)
    acts(world)
    messages(world)
    tracked(world)
    understood(world)
    statements(world)
    ratings(world)
    auctions(world)
    reports(world)
    scores(world)
    strategy(world)
    replay(world)
    forecasts(world)
    for key, (number, loan, borrower, name, plate, city, vehicle, fen) in CASES.items():
        amount = f"{fen // 100:,}.{fen % 100:02d}"
        shown = f"{plate[:2]}***{plate[-2:]}"
        world.mark("case", key, number, loan, borrower, f"{name[0]}**", city, vehicle, str(fen), amount,
                   amount.replace(",", ""), shown, f"entry-{key}", f"receipt-{key}")  # fmt: skip
        world.mark("clear", key, name, plate, f"99110619900101{fen % 10000:04d}", f"154{fen}8", f"隐名路{fen}号")
    return world

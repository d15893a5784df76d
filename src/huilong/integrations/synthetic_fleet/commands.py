"""`huilong synthetic-fleet`: put a synthetic fleet onto the desk and its fixes onto the shelf (合成车队)."""

import argparse
import json
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from huilong.integrations.synthetic_fleet.fleet import Fleet, make_fleet, truth_of
from huilong.integrations.synthetic_fleet.towns import areas
from huilong.kernel.refusal import Refusal
from huilong.shell.asked import asked_day

AT_ONCE = 20_000


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `synthetic-fleet` to the command line."""
    parser = subparsers.add_parser(
        "synthetic-fleet", help="devices and fixes for vehicles on the desk / 为作业库车辆生成合成定位"
    )
    parser.add_argument("--vehicles", type=int, required=True, metavar="N", help="at most so many / 最多车辆数")
    parser.add_argument("--days", type=int, default=60, metavar="D")
    parser.add_argument("--seed", type=int, default=7, metavar="S")
    parser.add_argument("--until", type=asked_day, metavar="DATE", help="last day; yesterday if not given")
    parser.add_argument("--truth", type=Path, metavar="FILE", help="also write the hidden truth / 同时写出隐藏真相")
    parser.add_argument("--areas", type=Path, metavar="FILE", help="also write squares for AREAS_FILE / 同时写出区域")
    parser.set_defaults(run=run, database="owner")


def run(options: argparse.Namespace) -> int:
    """Make the fleet, bind its devices to the oldest vehicles without one, keep its fixes; print what was done."""
    from django.utils import timezone

    until = options.until or timezone.localdate() - timedelta(days=1)
    if options.vehicles < 1 or options.days < 1:
        raise Refusal(
            "fleet-of-nothing", status=422, zh="车辆数与天数须大于零。", en="It takes vehicles, and days.",
            remedy_zh="请更正参数。", remedy_en="Mend the arguments.",
        )  # fmt: skip
    first = until - timedelta(days=options.days - 1)
    fleet = make_fleet(options.vehicles, options.days, options.seed, first=first)
    vehicles, fixes = keep(fleet)
    if options.truth:
        options.truth.write_text(json.dumps(truth_of(fleet), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if options.areas:
        options.areas.write_text(json.dumps(areas()) + "\n", encoding="utf-8")
    print(f"{vehicles} vehicles / 辆车, {fixes:,} fixes / 个定位点, {first} … {until}")
    return 0


def keep(fleet: Fleet) -> tuple[int, int]:
    """Devices for vehicles on the desk that have none, and everything they told; how many of each.

    The law is asked before tracking begins. Raises Refusal where no impact assessment is on record.
    """
    from huilong.rooms.tracking.actions import NewDevice, bind_devices, keep_fixes
    from huilong.rooms.tracking.queries import vehicles_without_device

    start = datetime.fromtimestamp(fleet.start_us / 1e6, UTC)
    end = start + timedelta(days=fleet.days)
    vehicles = vehicles_without_device(len(fleet.signals))
    pairs = list(zip(vehicles, fleet.signals, strict=False))
    bind_devices(
        [NewDevice(one.number, one.kind, vehicle, one.expected_seconds) for vehicle, own in pairs for one in own], start
    )
    count = 0
    for _, signals in pairs:
        for one in signals:
            fixes = one.fixes()
            while some := list(islice(fixes, AT_ONCE)):
                keep_fixes(some, end)
                count += len(some)
    return len(pairs), count

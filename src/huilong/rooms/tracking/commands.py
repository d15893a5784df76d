"""Commands of tracking (定位命令): take files of positions and of devices in."""

import argparse
from pathlib import Path
from typing import Any


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    tracking = subparsers.add_parser("tracking", help="定位:导入定位数据与设备 / take positions and devices in")
    verbs = tracking.add_subparsers(metavar="VERB", required=True)
    positions = verbs.add_parser("import", help="导入定位(CSV、Parquet)/ take a file of positions in")
    positions.add_argument("file", type=Path)
    positions.add_argument("--datum", choices=["wgs84", "gcj02", "bd09"], default="wgs84", help="坐标系 / datum")
    positions.set_defaults(run=_positions)
    devices = verbs.add_parser("devices", help="导入设备(CSV)/ take a file of devices in")
    devices.add_argument("file", type=Path)
    devices.set_defaults(run=_devices)


def _positions(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.rooms.tracking.actions.importing import import_fixes
    from huilong.rooms.tracking.terms import Datum

    told = import_fixes(options.file, Datum(options.datum), timezone.now())
    _say(told)
    if told.strangers:
        print(f"未登记设备 / of unknown devices: {told.strangers}")
    return 0


def _devices(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.rooms.tracking.actions.importing import import_devices

    _say(import_devices(options.file, timezone.now()))
    return 0


def _say(told: Any) -> None:
    print(f"行 / rows {told.rows}, 入库 / kept {told.kept}, 坏行 / bad {told.bad_count}")
    for one in told.bad:
        print(f"  {one.line}: {one.why.zh};{one.remedy.zh} / {one.why.en}. {one.remedy.en}.")

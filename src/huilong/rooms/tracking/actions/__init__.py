"""Verbs of tracking (定位): what visitors may do."""

from huilong.rooms.tracking.actions.compacting import compact_fixes
from huilong.rooms.tracking.actions.consents import record_consent, withdraw_consent
from huilong.rooms.tracking.actions.devices import NewDevice, bind_device, bind_devices, unbind_device
from huilong.rooms.tracking.actions.fleet import open_fleet
from huilong.rooms.tracking.actions.judging import acknowledge, decide_lot
from huilong.rooms.tracking.actions.keeping import HOOK, keep_fixes
from huilong.rooms.tracking.actions.locating import open_location, open_track
from huilong.rooms.tracking.actions.registering import hand_out_code

__all__ = [
    "HOOK",
    "NewDevice",
    "acknowledge",
    "bind_device",
    "bind_devices",
    "compact_fixes",
    "decide_lot",
    "hand_out_code",
    "keep_fixes",
    "open_fleet",
    "open_location",
    "open_track",
    "record_consent",
    "unbind_device",
    "withdraw_consent",
]

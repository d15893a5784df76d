"""Items of electronic padlocks (电子锁附加信息)."""

from huilong.integrations.jt808.found import Found
from huilong.integrations.jt808.readers import Reader


def lock(value: bytes, found: Found) -> None:
    """What was done to an electronic padlock (电子锁)."""
    told = found.attributes
    told["lockCommand"] = value[0]
    if 5 <= len(value) <= 6:
        told["lockCard"] = int.from_bytes(value[1:5], "big")
    elif len(value) >= 7:
        told["lockPassword"] = value[1:7].decode("ascii", "replace")
    if len(value) % 2 == 0:
        told["unlockResult"] = value[{6: 5, 8: 7}.get(len(value), 1)]


def _event(value: bytes, found: Found) -> None:
    event = int.from_bytes(value[:2], "big")
    found.attributes["event"] = event
    if 0x61 <= event <= 0x66:
        found.attributes["driverUniqueId"] = value[8:16].decode("ascii", "replace")


def _locks(value: bytes, found: Found) -> None:
    for place in range(0, len(value) - 10, 11):
        name = f"lock{place // 11 + 1}"
        found.attributes |= {
            f"{name}Id": value[place : place + 6].hex(),
            f"{name}Battery": int.from_bytes(value[place + 6 : place + 8], "big") / 1000,
            f"{name}Seal": value[place + 8] == 0x31,
        }


def _battery_or_locks(value: bytes, found: Found) -> None:
    if len(value) == 2:
        found.attributes["battery"] = int.from_bytes(value, "big") / 100
        return
    for one in range(value[0]):
        place, name = 1 + one * 13, f"lock{one + 1}"
        found.attributes |= {
            f"{name}Id": value[place : place + 5].hex(), f"{name}Card": value[place + 5 : place + 10].hex(),
            f"{name}Battery": value[place + 10], f"{name}Locked": not value[place + 12] >> 5 & 1,
        }  # fmt: skip


def _string_lock(value: bytes, found: Found) -> None:
    state = value[2]
    found.attributes |= {"string": bool(state & 1), "motion": bool(state & 4), "cover": bool(state & 8)}


LOCK_ITEMS: dict[int, Reader] = {0x0B: lock, 0x60: _event, 0x63: _locks, 0xD5: _battery_or_locks, 0xDA: _string_lock}

"""How much the gateway bears (网关限额), and how long it waits."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from huilong.kernel.refusal import Refusal


@dataclass(frozen=True)
class Limits:
    """Bounds of the gateway (网关限额), in sessions, fixes, bytes and seconds.

    Devices of one operator share few addresses, so `per_address` is wide; a loopback address, where a proxy ends TLS,
    has no bound of its own. `register`: `known` hands a code to a known device that has none, `off` to nobody.
    """

    sessions: int = 20_000
    per_address: int = 5_000
    waiting_fixes: int = 20_000
    batch_fixes: int = 4_000
    write_bytes: int = 64 * 1024
    unproven_seconds: float = 60
    stuck_seconds: float = 60
    shortest_idle_seconds: float = 600
    longest_idle_seconds: float = 3 * 86_400
    idle_intervals: float = 2.5
    recheck_seconds: float = 300
    wrong_codes: int = 5
    ahead_seconds: float = 86_400
    behind_days: float = 400
    register: str = "known"

    def idle_seconds(self, expected_seconds: float) -> float:
        """How long a device may say nothing: some of its own intervals, so that one heard daily is not cut off."""
        return min(max(self.shortest_idle_seconds, expected_seconds * self.idle_intervals), self.longest_idle_seconds)


def limits(told: Mapping[str, object]) -> Limits:
    """The limits a setting tells (网关设置). Refuses `gps-misled` for unknown names and values of another kind."""
    kinds = {one.name: type(one.default) for one in fields(Limits)}
    chosen: dict[str, object] = {}
    for name, value in told.items():
        kind = kinds.get(name)
        fits = isinstance(value, str) if kind is str else isinstance(value, int | float) and not isinstance(value, bool)
        if kind is None or not fits or (name == "register" and value not in ("known", "off")):
            raise Refusal(
                "gps-misled", where=name, zh=f"设置 GPS 中的 {name} 有误。", en=f"The setting GPS says {name} wrongly.",
                remedy_zh="见 docs/how-to/gps.md。", remedy_en="See docs/how-to/gps.md.",
            )  # fmt: skip
        chosen[name] = value
    return Limits(**chosen)  # type: ignore[arg-type]

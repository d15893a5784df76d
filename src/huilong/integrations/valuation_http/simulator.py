"""SIMULATOR of a valuer (估值服务模拟器): a process speaking its protocol. Its values are invented from the VIN.

`python -m huilong.integrations.valuation_http.simulator --port 0 --secret-file FILE` prints its address. It listens on
127.0.0.1 only, checks signatures, and answers POST /valuations: 40,000 yuan and what the last four digits of the VIN
add, less 6 % a year of age, or 70 % of the value it is told, 10 % either way. A VIN ending in 0000 is unknown to it.
Orders are taken at /control (`huilong.integrations.simulating`), with the words of FAULTS.
"""

import json
from datetime import UTC, datetime
from typing import Any

from huilong.integrations import callbacks
from huilong.integrations.simulating import Door, Simulated, serve
from huilong.integrations.valuation_http import signing

FAULTS = {
    "drop": "closes the connection without an answer",
    "stall": "answers nothing until the caller goes away",
    "throttle": "429 with Retry-After: 7",
    "down": "503",
    "error": "500",
    "garble": "answers half a JSON",
    "other": "answers about another vehicle",
    "order": "answers a low above its amount",
    "list": "answers a list",
}
WINDOW_SECONDS = 300
VERSION = "simulated-1"


class Valuers(Simulated):
    """What the valuer knows (估值服务状态): the questions it answered, by VIN."""

    def __init__(self, *given: str) -> None:
        super().__init__(*given)
        self.asked: dict[str, Any] = {}

    def taken(self) -> dict[str, Any]:
        """The last question about each VIN."""
        return self.asked

    def wrong_with(self, path: str, headers: dict[str, str], body: bytes) -> bool:
        """Whether a request is not signed as it should be, now, with a nonce of its own."""
        if headers.get(signing.KEY) != self.key or not signing.right(self.secret, "POST", path, headers, body):
            return True
        late = abs(datetime.now(UTC).timestamp() - int(headers[callbacks.TIME])) > WINDOW_SECONDS
        return late or self.seen(headers[callbacks.NONCE])

    def answer(self, told: dict[str, Any]) -> dict[str, str]:
        """A value, invented from what it was told."""
        self.asked[told["vin"]] = told
        yuan = float(told["base"]) * 0.7 if "base" in told else 40_000 + int(told["vin"][-4:]) * 5
        if "year" in told and "base" not in told:
            yuan *= max(0.1, 1 - 0.06 * max(0, int(told["on"][:4]) - int(told["year"])))
        low, amount, high = (f"{round(yuan * share / 100) * 100:.2f}" for share in (0.9, 1, 1.1))
        return {"vin": told["vin"], "amount": amount, "low": low, "high": high, "by": "simulated valuer",
                "version": VERSION}  # fmt: skip


class Desk(Door):
    """The valuer's door (估值服务入口)."""

    def requested(self, method: str, headers: dict[str, str], body: bytes) -> None:
        """Answer a question if it is signed, or do what was ordered instead."""
        if method != "POST" or self.path != "/valuations":
            return self.answer(404, {"error": "no such address"})
        if self.system.wrong_with(self.path, headers, body):
            return self.answer(403, {"error": "signature"})
        told, fault = json.loads(body), self.system.fault()
        if fault == "drop":
            return None
        if fault == "stall":
            return self.stall()
        if fault in ("throttle", "down", "error"):
            status = {"throttle": 429, "down": 503, "error": 500}[fault]
            return self.answer(status, {"error": fault}, "7" if fault == "throttle" else "")
        if told["vin"].endswith("0000"):
            return self.answer(404, {"error": "unknown vehicle"})
        return self.answer(200, self._said(self.system.answer(told), fault))

    def _said(self, said: dict[str, str], fault: str) -> dict[str, Any] | bytes:
        if fault == "garble":
            return json.dumps(said).encode()[:20]
        if fault == "list":
            return json.dumps([said]).encode()
        if fault == "other":
            return said | {"vin": said["vin"][::-1]}
        return said | {"low": "99999999.00"} if fault == "order" else said


if __name__ == "__main__":
    serve(Valuers, Desk, "Simulator of a valuer. Its values are invented.")

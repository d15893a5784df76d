"""SIMULATOR of a telephone gateway (话务网关模拟器): a process speaking its protocol. No telephone ever rings.

`python -m huilong.integrations.telephone_http.simulator --port 0 --secret-file FILE [--callback URL]` prints its
address. It listens on 127.0.0.1 only, checks signatures, keeps calls by key (the same key again begins nothing), and
pushes signed events. Orders are taken at /control (`huilong.integrations.simulating`), with the words of FAULTS, and
`{"end": "KEY"}`: the other side hangs up; `{"recording": false}`: the recorder is broken; `{"repeat": "KEY"}`: tell the
call's events once more. A number ending in 0000 does not exist; one ending in 9999 is not answered.
"""

import json
import secrets
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from huilong.integrations import callbacks
from huilong.integrations.simulating import Door, Simulated, serve
from huilong.integrations.telephone_http import signing

FAULTS = {
    "lose": "begins the call, closes the connection without an answer",
    "drop": "closes the connection without beginning a call",
    "stall": "begins the call, answers nothing until the caller goes away",
    "busy": "409 extension-busy",
    "full": "429 with Retry-After: 5",
    "error": "500",
    "gateway": "begins the call, 504",
    "garble": "begins the call, answers half a JSON",
}
WINDOW_SECONDS = 300


class Gateway(Simulated):
    """What the gateway knows (网关状态): calls by key, and whether it records."""

    def __init__(self, *given: str) -> None:
        super().__init__(*given)
        self.calls: dict[str, dict[str, Any]] = {}
        self.recording = True

    def taken(self) -> dict[str, Any]:
        """The calls, and how often each was asked for."""
        return self.calls

    def wrong_with(self, method: str, path: str, headers: dict[str, str], body: bytes) -> str:
        """The code of what is wrong with a request's signature, or "" if it is right."""
        if headers.get(signing.KEY) != self.key or not signing.right(self.secret, method, path, headers, body):
            return "bad-signature"
        if abs(datetime.now(UTC).timestamp() - int(headers[callbacks.TIME])) > WINDOW_SECONDS:
            return "stale"
        return "replayed" if self.seen(headers[callbacks.NONCE]) else ""

    def begin(self, told: dict[str, Any]) -> str:
        """Begin a call, its id; one whose key is known is the same call."""
        with self.lock:
            if call := self.calls.get(told["key"]):
                call["asked"] += 1
                return str(call["call_id"])
            call = {"call_id": secrets.token_hex(8), "asked": 1, "told": told, "live": False, "events": []}
            self.calls[told["key"]] = call
        number = str(told["callee"])
        if number.endswith("0000"):
            self.happen(told["key"], ("failed", 0))
        elif number.endswith("9999"):
            self.happen(told["key"], ("ringing", 0), ("ended", 0))
        else:
            call["live"] = True
            self.happen(told["key"], ("ringing", 0), ("answered", 0))
        return str(call["call_id"])

    def end(self, key: str) -> bool:
        """End a live call; whether there was one."""
        with self.lock:
            call = self.calls.get(key)
            if not call or not call["live"]:
                return False
            call["live"] = False
            answered = datetime.fromisoformat(call["events"][-1]["at"])
        self.happen(key, ("ended", int((datetime.now(UTC) - answered).total_seconds())))
        return True

    def happen(self, key: str, *events: tuple[str, int]) -> None:
        """Keep events of a call and tell them, in one call back."""
        call = self.calls[key]
        new = [
            {"key": key, "event": event, "at": datetime.now(UTC).isoformat(), "seconds": seconds}
            for event, seconds in events
        ]
        if new[-1]["event"] == "ended" and call["events"]:
            new[-1]["recording"] = f"recordings/{call['call_id']}.wav"
        call["events"] += new
        self.push(new)

    def control(self, told: dict[str, Any]) -> None:
        """Do as the test or the demo says."""
        super().control(told)
        self.recording = told.get("recording", self.recording)
        if "end" in told:
            self.end(told["end"])
        if "repeat" in told:
            self.push(self.calls[told["repeat"]]["events"])


class Exchange(Door):
    """The gateway's door (网关入口)."""

    def requested(self, method: str, headers: dict[str, str], body: bytes) -> None:
        """Begin or end a call, or say how the gateway is, if the request is signed."""
        if code := self.system.wrong_with(method, self.path, headers, body):
            return self.answer(401, {"code": code})
        if (method, self.path) == ("GET", "/health"):
            return self.answer(200, {"calls": True, "recording": self.system.recording})
        if (method, self.path) == ("POST", "/calls"):
            return self.dial(body, self.system.fault())
        if method == "POST" and self.path.startswith("/calls/") and self.path.endswith("/hangup"):
            ended = self.system.end(unquote(self.path.split("/")[2]))
            return self.answer(200 if ended else 404, {"ended": ended})
        return self.answer(404, {"code": "not-found"})

    def dial(self, body: bytes, fault: str) -> None:
        """Begin a call, or do what was ordered instead."""
        if fault == "drop":
            return None
        if fault == "busy":
            return self.answer(409, {"code": "extension-busy"})
        if fault == "full":
            return self.answer(429, {"code": "lines-busy"}, wait="5")
        if fault == "error":
            return self.answer(500, {})
        call_id = self.system.begin(json.loads(body))
        if fault == "lose":
            return None
        if fault == "stall":
            return self.stall()
        if fault == "gateway":
            return self.answer(504, {})
        if fault == "garble":
            return self.answer(200, b'{"call_i')
        return self.answer(201, {"call_id": call_id})


if __name__ == "__main__":
    serve(Gateway, Exchange, "Simulator of a telephone gateway. No telephone ever rings.")

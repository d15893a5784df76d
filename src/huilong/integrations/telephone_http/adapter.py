"""Click-to-call over HTTP (点击呼叫): a gateway rings the collector, then the number; it tells us what became of it."""

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from huilong.integrations import callbacks
from huilong.integrations.telephone_http import signing
from huilong.integrations.telephone_http.config import Config, config
from huilong.integrations.wire import Answer, NoAnswer, NotSent, exchange
from huilong.rooms.contact.terms import CallNews, CallState, Dialled, Telephony

STATES = {
    "ringing": CallState.DIALLING, "answered": CallState.ANSWERED, "ended": CallState.ENDED, "failed": CallState.FAILED,
}  # fmt: skip
IN_BETWEEN = (502, 504)
LONGEST_CALL_SECONDS = 86_400


def telephony() -> Telephony:
    """The telephone system the environment describes (按环境设置建立话务系统)."""
    return TelephoneOverHttp(config())


class TelephoneOverHttp:
    """Begins and ends calls through a gateway (话务网关). `clock` says the time that goes into signatures."""

    def __init__(self, config: Config, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.config, self.clock = config, clock

    def dial(self, key: str, extension: str, to: str) -> Dialled:
        """Ring the extension, then the number. Where the answer is lost the same key is asked for once more.

        That dials nothing twice, and says whether there is a call. If it is lost again the code is `unknown`: there may
        be a call, and its events will say so.
        """
        told = {"key": key, "extension": extension, "callee": to, "record": True}
        for last in (False, True):
            try:
                answer = self._call("POST", "/calls", told)
            except NotSent as error:
                return Dialled("", ok=False, code="unknown" if last else str(error))
            except NoAnswer:
                continue
            said = _object(answer.body)
            if answer.status in (200, 201) and isinstance(said.get("call_id"), str):
                return Dialled(said["call_id"], ok=True)
            if answer.status not in (200, 201, *IN_BETWEEN):
                return Dialled("", ok=False, code=str(said.get("code") or f"http-{answer.status}")[:64])
        return Dialled("", ok=False, code="unknown")

    def hang_up(self, key: str) -> bool:
        """End the call begun under `key`; False if there is none, or if the gateway does not say so."""
        try:
            answer = self._call("POST", f"/calls/{quote(key, safe='')}/hangup", {})
        except (NotSent, NoAnswer):
            return False
        return answer.status == 200 and _object(answer.body).get("ended") is True

    def healthy(self) -> bool:
        """Whether the gateway says that it can call and that it records."""
        try:
            answer = self._call("GET", "/health", None)
        except (NotSent, NoAnswer):
            return False
        said = _object(answer.body)
        return answer.status == 200 and said.get("calls") is True and said.get("recording") is True

    def news(self, headers: Mapping[str, str], body: bytes) -> list[CallNews]:
        """The events in a call of the gateway's, its signature and time checked first."""
        callbacks.believe(
            headers, body, secret=self.config.callback_secret, at=self.clock(), setting="TELEPHONE_HTTP_CALLBACK_SECRET"
        )
        try:
            told = json.loads(body)
            return [_news(one) for one in (told if isinstance(told, list) else [told])]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise callbacks.bad_report() from error

    def _call(self, method: str, path: str, told: Mapping[str, Any] | None) -> Answer:
        body = b"" if told is None else json.dumps(told).encode()
        path = self.config.url.path.rstrip("/") + path
        headers = signing.signed(
            self.config.key, self.config.secret, method, path, body, self.clock(), secrets.token_hex(16)
        )
        return exchange(
            self.config.url, method, path, headers | {"Content-Type": "application/json"}, body,
            timeout_seconds=self.config.timeout_seconds, trust=self.config.trust,
        )  # fmt: skip


def _news(one: Mapping[str, Any]) -> CallNews:
    """One event of the gateway's; raises if it is none."""
    at, seconds, recording = datetime.fromisoformat(one["at"]), one.get("seconds", 0), one.get("recording", "")
    if at.tzinfo is None or not isinstance(one["key"], str) or not one["key"] or not isinstance(recording, str):
        raise ValueError("not an event")
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 <= seconds <= LONGEST_CALL_SECONDS:
        raise ValueError("not a duration")
    return CallNews(key=one["key"], state=STATES[one["event"]], at=at, seconds=seconds, recording=recording)


def _object(body: bytes) -> dict[str, Any]:
    """The JSON object in an answer; empty if there is none."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}

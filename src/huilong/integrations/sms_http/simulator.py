"""SIMULATOR of a provider of texts (短信服务商模拟器): a process speaking its protocol. No telephone ever rings.

`python -m huilong.integrations.sms_http.simulator --port 0 --secret-file FILE [--callback URL]` prints its address. It
listens on 127.0.0.1 only, checks signatures, keeps messages by OutId (the same OutId again is the same message), and
pushes signed delivery reports. Orders are taken at /control (`huilong.integrations.simulating`), with the words of
FAULTS, and `{"report": "OUT-ID"}`: report once more. A number ending in 0000 is refused; one ending in 9999 is taken
and reported as not delivered.
"""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl

from huilong.integrations.simulating import Door, Simulated, serve
from huilong.integrations.sms_http import signing

FAULTS = {
    "lose": "takes the message, closes the connection without an answer",
    "drop": "closes the connection without taking the message",
    "stall": "takes the message, answers nothing until the caller goes away",
    "throttle": "429 with Retry-After: 7",
    "limit": "isv.BUSINESS_LIMIT_CONTROL with Retry-After: 9",
    "broke": "isv.AMOUNT_NOT_ENOUGH",
    "error": "500",
    "gateway": "takes the message, 504",
    "garble": "takes the message, answers half a JSON",
}
CHINA = timezone(timedelta(hours=8))
WINDOW_SECONDS = 900
NEEDED = {"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce"}


class Provider(Simulated):
    """What the provider knows (服务商状态): messages by OutId."""

    def __init__(self, *given: str) -> None:
        super().__init__(*given)
        self.messages: dict[str, dict[str, Any]] = {}

    def taken(self) -> dict[str, Any]:
        """The messages, and how often each was handed over."""
        return self.messages

    def wrong_with(self, path: str, headers: dict[str, str], body: bytes) -> str:
        """The code of what is wrong with a request's signature, or "" if it is right."""
        named = headers.get("authorization", "").partition("SignedHeaders=")[2].partition(",")[0].split(";")
        signed = {name: headers.get(name, "") for name in named if name}
        if not set(signed) >= NEEDED:
            return "MissingAuthorization"
        if signed["x-acs-content-sha256"] != hashlib.sha256(body).hexdigest():
            return "SignatureDoesNotMatch"
        if f"Credential={self.key}," not in headers["authorization"]:
            return "InvalidAccessKeyId.NotFound"
        right = signing.authorization(self.key, self.secret, "POST", path, "", signed)
        if not hmac.compare_digest(right, headers["authorization"]):
            return "SignatureDoesNotMatch"
        at = datetime.strptime(signed["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        if abs((datetime.now(UTC) - at).total_seconds()) > WINDOW_SECONDS:
            return "InvalidTimeStamp.Expired"
        return "SignatureNonceUsed" if self.seen(signed["x-acs-signature-nonce"]) else ""

    def take(self, told: dict[str, str]) -> str:
        """Keep a message; its BizId. One whose OutId is known is the same message, and is reported no second time."""
        with self.lock:
            if message := self.messages.get(told["OutId"]):
                message["handed"] += 1
                return str(message["biz_id"])
            biz_id = f"{secrets.randbelow(10**15):015d}^0"
            self.messages[told["OutId"]] = {"biz_id": biz_id, "handed": 1, "told": told}
        self.report(told["OutId"])
        return biz_id

    def report(self, out_id: str) -> None:
        """Push the delivery report of a message."""
        message = self.messages[out_id]
        number, now = message["told"]["PhoneNumbers"], f"{datetime.now(CHINA):%Y-%m-%d %H:%M:%S}"
        delivered = not number.endswith("9999")
        self.push([{
            "phone_number": number, "send_time": now, "report_time": now, "success": delivered,
            "err_code": "DELIVERED" if delivered else "UNDELIV", "err_msg": "", "sms_size": "1",
            "biz_id": message["biz_id"], "out_id": out_id,
        }])  # fmt: skip

    def control(self, told: dict[str, Any]) -> None:
        """Do as the test or the demo says; `report` tells once more what was told."""
        super().control(told)
        if "report" in told:
            self.report(told["report"])


class Counter(Door):
    """The provider's door (服务商入口)."""

    def requested(self, method: str, headers: dict[str, str], body: bytes) -> None:
        """Take a message, or tell of one, if the request is signed."""
        if code := self.system.wrong_with(self.path, headers, body):
            return self.answer(403 if code == "SignatureDoesNotMatch" else 400, {"Code": code, "Message": code})
        told = dict(parse_qsl(body.decode(), keep_blank_values=True))
        if headers["x-acs-action"] == "QuerySendDetails":
            return self.details(told["OutId"])
        if headers["x-acs-action"] == "SendSms":
            return self.send_sms(told, self.system.fault())
        return self.answer(404, {"Code": "InvalidAction.NotFound"})

    def send_sms(self, told: dict[str, str], fault: str) -> None:
        """Take a message, or do what was ordered instead."""
        not_taken: dict[str, tuple[int, str, str]] = {
            "throttle": (429, "Throttling.User", "7"), "limit": (200, "isv.BUSINESS_LIMIT_CONTROL", "9"),
            "broke": (200, "isv.AMOUNT_NOT_ENOUGH", ""), "error": (500, "InternalError", ""),
        }  # fmt: skip
        if fault == "drop":
            return None
        if fault in not_taken:
            status, code, wait = not_taken[fault]
            return self.answer(status, {"Code": code}, wait)
        if told["PhoneNumbers"].endswith("0000"):
            return self.answer(200, {"Code": "isv.MOBILE_NUMBER_ILLEGAL"})
        biz_id = self.system.take(told)
        if fault == "lose":
            return None
        if fault == "stall":
            return self.stall()
        if fault == "gateway":
            return self.answer(504, {})
        if fault == "garble":
            return self.answer(200, b'{"Code": "O')
        return self.answer(200, {"Code": "OK", "Message": "OK", "BizId": biz_id, "RequestId": secrets.token_hex(8)})

    def details(self, out_id: str) -> None:
        """Tell of a message by its OutId."""
        message = self.system.messages.get(out_id)
        found = [{"OutId": out_id, "BizId": message["biz_id"], "SendStatus": 1}] if message else []
        self.answer(200, {"Code": "OK", "TotalCount": len(found), "SmsSendDetailDTOs": {"SmsSendDetailDTO": found}})


if __name__ == "__main__":
    serve(Provider, Counter, "Simulator of a provider of texts. No telephone ever rings.")

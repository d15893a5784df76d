"""The text channel (短信通道): SendSms and QuerySendDetails of a cloud provider, and the reports it pushes."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode

from huilong.integrations import callbacks
from huilong.integrations.sms_http import signing
from huilong.integrations.sms_http.config import Config, config
from huilong.integrations.wire import Answer, NoAnswer, NotSent, exchange, retry_after_seconds
from huilong.rooms.contact.terms import Delivery, Handed, HandedState, MessageChannel, Outgoing, Report

VERSION = "2017-05-25"
CHINA = timezone(timedelta(hours=8))
WAIT_SECONDS = 60
"""How long to wait where the provider does not say."""
OURS_SECONDS = 300
"""How long to wait where the house must do something first: pay, or put a key right. The message is not at fault."""
PATIENCE = ("isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "isp.", "Throttling", "ServiceUnavailable")
OURS = (
    "isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE", "isv.ACCOUNT_", "isv.RAM_PERMISSION_DENY", "Signature", "Forbidden",
    "InvalidAccessKeyId", "InvalidTimeStamp", "NoPermission",
)  # fmt: skip
IN_BETWEEN = (502, 504)
"""A gateway lost the answer: what stands behind it may have taken the message."""


def channel() -> MessageChannel:
    """The channel the environment describes (按环境设置建立短信通道)."""
    return SmsOverHttp(config())


class SmsOverHttp:
    """Hands texts to a provider over HTTP (短信). `clock` says the time that goes into signatures."""

    def __init__(self, config: Config, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.config, self.clock = config, clock

    def send(self, message: Outgoing) -> Handed:
        """Hand a text over; what the provider says of it. The same key again is the same message to the provider."""
        told = {"PhoneNumbers": message.to, "SignName": self.config.sign_name, "OutId": message.key}
        if code := self.config.templates.get(message.template):
            values = json.dumps(dict(message.values), ensure_ascii=False)
            told |= {"TemplateCode": code, "TemplateParam": values}
        else:
            told |= {"Content": message.body}
        try:
            answer = self._call("SendSms", told)
        except NotSent as error:
            return Handed(HandedState.LATER, code=str(error), retry_after_seconds=WAIT_SECONDS)
        except NoAnswer as error:
            return Handed(HandedState.UNKNOWN, code=str(error))
        return self._judged(answer)

    def ask(self, key: str) -> Handed | None:
        """What became of the message under `key`; None only if the provider itself says that it never came."""
        try:
            answer = self._call("QuerySendDetails", {"OutId": key, "PageSize": "1", "CurrentPage": "1"})
        except (NotSent, NoAnswer) as error:
            return Handed(HandedState.UNKNOWN, code=str(error), retry_after_seconds=WAIT_SECONDS)
        said = _object(answer.body)
        if answer.status != 200 or said.get("Code") != "OK":
            code = str(said.get("Code") or f"http-{answer.status}")[:64]
            wait = retry_after_seconds(answer, self.clock()) or WAIT_SECONDS
            return Handed(HandedState.UNKNOWN, code=code, retry_after_seconds=wait)
        if said.get("TotalCount") in (0, "0"):
            return None
        try:
            found = said["SmsSendDetailDTOs"]["SmsSendDetailDTO"][0]
            if found["OutId"] != key:
                raise ValueError("another message")
            return Handed(HandedState.ACCEPTED, provider_id=str(found["BizId"]), code=str(found.get("ErrCode", "")))
        except (KeyError, IndexError, TypeError, ValueError):
            return Handed(HandedState.UNKNOWN, code="bad-answer", retry_after_seconds=WAIT_SECONDS)

    def reports(self, headers: Mapping[str, str], body: bytes) -> list[Report]:
        """The delivery reports in a call of the provider's, its signature and time checked first."""
        callbacks.believe(
            headers, body, secret=self.config.callback_secret, at=self.clock(), setting="SMS_HTTP_CALLBACK_SECRET"
        )
        try:
            told = json.loads(body)
            if not isinstance(told, list):
                raise ValueError("not a list")
            return [_report(one) for one in told]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise callbacks.bad_report() from error

    def _call(self, action: str, told: Mapping[str, str]) -> Answer:
        body, url = urlencode(told).encode(), self.config.url
        headers = {
            "host": url.netloc.rpartition("@")[2],
            "content-type": "application/x-www-form-urlencoded",
            "x-acs-action": action,
            "x-acs-version": VERSION,
            "x-acs-date": f"{self.clock():%Y-%m-%dT%H:%M:%SZ}",
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-content-sha256": hashlib.sha256(body).hexdigest(),
        }
        path = url.path or "/"
        headers["authorization"] = signing.authorization(self.config.key, self.config.secret, "POST", path, "", headers)
        return exchange(
            url, "POST", path, headers, body, timeout_seconds=self.config.timeout_seconds, trust=self.config.trust
        )

    def _judged(self, answer: Answer) -> Handed:
        """What an answer to SendSms means. Only a plain OK is `accepted`; what may have been taken is `unknown`."""
        said = _object(answer.body)
        code = str(said.get("Code") or f"http-{answer.status}")[:64]
        if answer.status == 200 and code == "OK":
            return Handed(HandedState.ACCEPTED, provider_id=str(said.get("BizId", "")), code=code)
        if answer.status in IN_BETWEEN:
            return Handed(HandedState.UNKNOWN, code=code)
        wait = retry_after_seconds(answer, self.clock())
        if answer.status in (408, 425, 429) or answer.status >= 500 or code.startswith(PATIENCE):
            return Handed(HandedState.LATER, code=code, retry_after_seconds=wait or WAIT_SECONDS)
        if answer.status in (401, 403) or code.startswith(OURS):
            return Handed(HandedState.LATER, code=code, retry_after_seconds=wait or OURS_SECONDS)
        if answer.status == 200 and "Code" not in said:
            return Handed(HandedState.UNKNOWN, code="bad-answer")
        return Handed(HandedState.REFUSED, code=code)


def _report(one: Mapping[str, Any]) -> Report:
    """One report of the provider's, its time in China's zone; raises if it is none."""
    if not isinstance(one["success"], bool) or not isinstance(one["out_id"], str) or not one["out_id"]:
        raise ValueError("not a report")
    return Report(
        key=one["out_id"],
        provider_id=str(one["biz_id"]),
        delivery=Delivery.DELIVERED if one["success"] else Delivery.FAILED,
        at=datetime.strptime(one["report_time"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA),
        code=str(one.get("err_code", ""))[:64],
    )


def _object(body: bytes) -> dict[str, Any]:
    """The JSON object in an answer; empty if there is none."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}

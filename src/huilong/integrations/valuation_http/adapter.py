"""The valuer over HTTP (估值服务): one signed question, one answer that is believed only where it is whole."""

import json
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from huilong.integrations.valuation_http import signing
from huilong.integrations.valuation_http.config import Config, config
from huilong.integrations.wire import Answer, NoAnswer, NotSent, exchange, retry_after_seconds
from huilong.kernel.money import MAX_FEN, fen, yuan
from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.terms import Valued, Valuer, VehicleFacts

PATH = "/valuations"
WAIT_SECONDS = 60
"""How long to wait where the valuer does not say."""


def valuer() -> Valuer:
    """The valuer the environment describes (按环境设置建立估值服务)."""
    return ValuerOverHttp(config())


class ValuerOverHttp:
    """Asks a valuer over HTTP (估值服务). `clock` says the time that goes into signatures."""

    def __init__(self, config: Config, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.config, self.clock = config, clock

    def value(self, vehicle: VehicleFacts, on: date) -> Valued:
        """What the vehicle is worth on a day. Raises Refusal `valuer-…` for whatever is no whole answer."""
        body, url = json.dumps(_told(vehicle, on), ensure_ascii=False).encode(), self.config.url
        path = f"{url.path.rstrip('/')}{PATH}"
        headers = {"host": url.netloc.rpartition("@")[2], "content-type": "application/json"} | signing.signed(
            self.config.key, self.config.secret, "POST", path, body, self.clock(), secrets.token_hex(16)
        )
        try:
            answer = exchange(
                url, "POST", path, headers, body, timeout_seconds=self.config.timeout_seconds, trust=self.config.trust
            )
        except (NotSent, NoAnswer) as error:
            raise _refused("valuer-silent", f"估值服务没有应答({error})。", f"The valuer does not answer ({error}).",
                           "请稍后再试,或用折旧模型。", "Try again later, or use the depreciation model.") from None
        return self._judged(answer, vehicle.vin)

    def _judged(self, answer: Answer, vin: str) -> Valued:
        """What an answer means; only a whole one about this VIN is a value."""
        if answer.status in (429, 503):
            wait = retry_after_seconds(answer, self.clock()) or WAIT_SECONDS
            raise _refused("valuer-busy", "估值服务繁忙。", "The valuer is busy.", f"请 {wait} 秒后再试。",
                           f"Try again in {wait} seconds.", status=503)  # fmt: skip
        if answer.status in (401, 403):
            raise _refused("valuer-key", "估值服务不接受我方密钥。", "The valuer does not take our key.",
                           "请系统管理员核对 VALUATION_HTTP_KEY 与 VALUATION_HTTP_SECRET。",
                           "Let an administrator look at VALUATION_HTTP_KEY and VALUATION_HTTP_SECRET.")
        if answer.status == 404:
            raise _refused("valuer-unknown-vehicle", "估值服务不认识这辆车。", "The valuer does not know the vehicle.",
                           "请核对车架号,或人工评估。", "Check the VIN, or have it appraised.")  # fmt: skip
        try:
            if answer.status != 200:
                raise ValueError("not an answer")
            return _value(json.loads(answer.body), vin)
        except (ValueError, KeyError, TypeError, RecursionError):
            raise _refused(
                "valuer-garbled", "估值服务的应答无法采信。", "The valuer's answer cannot be believed.",
                "没有登记任何估值;请稍后再试。", "No value was kept; try again later.",
            ) from None


def _told(vehicle: VehicleFacts, on: date) -> dict[str, Any]:
    """What is sent: what is known and may be told, nothing else."""
    known: dict[str, Any] = {
        "vin": vehicle.vin, "make": vehicle.make, "model": vehicle.model, "year": vehicle.year,
        "energy": vehicle.energy.value if vehicle.energy else None,
        "first_registered": vehicle.first_registered.isoformat() if vehicle.first_registered else None,
        "used": vehicle.used, "mileage_km": vehicle.mileage_km,
        "base": yuan(vehicle.base_fen) if vehicle.base_fen else None,
        "base_on": vehicle.base_on.isoformat() if vehicle.base_on else None,
    }  # fmt: skip
    return {"on": on.isoformat()} | {name: value for name, value in known.items() if value not in (None, "")}


def _value(said: Any, vin: str) -> Valued:
    """A whole answer as a value; ValueError for another vehicle's, or amounts out of order."""
    if said["vin"] != vin:
        raise ValueError("another vehicle")
    amount, low, high = (fen(_text(said[name])) for name in ("amount", "low", "high"))
    if not 0 < low <= amount <= high <= MAX_FEN:
        raise ValueError("amounts out of order")
    return Valued(amount, low, high, _text(said["by"])[:60], _text(said["version"])[:40])


def _text(said: Any) -> str:
    if not isinstance(said, str) or not said.strip():
        raise ValueError("not a text")
    return said.strip()


def _refused(code: str, zh: str, en: str, remedy_zh: str, remedy_en: str, status: int = 409) -> Refusal:
    return Refusal(code, zh=zh, en=en, remedy_zh=remedy_zh, remedy_en=remedy_en, status=status)

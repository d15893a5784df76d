"""What an installation chooses for collateral (车辆档案设置): thresholds, the valuer and its contract, the curve."""

from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings
from django.utils.module_loading import import_string

from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.rules.depreciation import Depreciation, depreciation_of
from huilong.rooms.collateral.terms import Thresholds, ValuationContract, Valuer

CURVE = Path(__file__).parents[1] / "depreciation.yaml"


def thresholds() -> Thresholds:
    """When alarms are raised (预警阈值): setting COLLATERAL, a mapping of Thresholds' fields."""
    return Thresholds(**getattr(settings, "COLLATERAL", {}))


def valuation_contract() -> ValuationContract:
    """What was agreed with the valuer (估值服务协议): setting VALUATION_CONTRACT."""
    told = dict(getattr(settings, "VALUATION_CONTRACT", {}))
    return ValuationContract(**{**told, "fields": tuple(told.get("fields", ()))})


def valuer() -> Valuer:
    """The valuer that setting VALUER names by dotted path. Raises Refusal `no-valuer`."""
    path = getattr(settings, "VALUER", "")
    if not path:
        raise Refusal(
            "no-valuer", zh="未配置估值服务。", en="No valuation service is configured.",
            remedy_zh="请系统管理员设置 VALUER,或用折旧模型估值。",
            remedy_en="Let an administrator set VALUER, or use the depreciation model.",
        )  # fmt: skip
    made: Valuer = import_string(path)()
    return made


def has_valuer() -> bool:
    """Whether there is a valuer to ask."""
    return bool(getattr(settings, "VALUER", ""))


@lru_cache(maxsize=1)
def curve() -> Depreciation:
    """The depreciation curve that comes with the room."""
    return depreciation_of(yaml.safe_load(CURVE.read_text(encoding="utf-8")))

"""The law for other systems (合规接口): may an act be done? Asked, not stored: the act itself asks again."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.queries import answered, rulebook
from huilong.rooms.compliance.rules.acts import KEYS, TEXTS, read_json
from huilong.shell.api import needs

router = Router(tags=["law"])
MOST_ACTS = 500
_TEXT = {"type": "string", "nullable": True}
_ACT = {
    "type": "object", "additionalProperties": False, "required": ["action", "on"],
    "properties": dict.fromkeys(TEXTS, _TEXT) | {
        "action": {"type": "string"}, "on": {"type": "string", "format": "date"},
        "adopted": {"type": "array", "items": {"type": "string"}, "nullable": True},
        "facts": {"type": "object"},
    },
}  # fmt: skip
assert set(_ACT["properties"]) == KEYS  # type: ignore[call-overload]  # noqa: S101 - the description names every key
_BODY = {"required": True, "content": {"application/json": {"schema": {
    "oneOf": [_ACT, {"type": "array", "items": _ACT, "maxItems": MOST_ACTS}],
}}}}  # fmt: skip


@router.post("/law/check", summary="合规裁决 · May an act be done?", openapi_extra={"requestBody": _BODY})
@needs("law.view")
def check(request: HttpRequest) -> Any:
    """The verdict on an act (or the verdicts on a list of acts, at most 500) in the format of `huilong law check`,
    by the rulebook as it judges now, house rules and all. Nothing is stored and no act is permitted by it."""
    raw = read_json(request.body, "body")
    if isinstance(raw, list) and len(raw) > MOST_ACTS:
        raise Refusal(
            "too-many-acts", status=422, where="body", zh=f"一次最多 {MOST_ACTS} 个行为。",
            en=f"At most {MOST_ACTS} acts at once.", remedy_zh="请分批提交。", remedy_en="Send them in parts.",
        )  # fmt: skip
    return answered(raw, rulebook())

"""The outcomes of this installation (结果码): `outcomes.yaml` beside this room, or the file OUTCOMES_FILE names."""

from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.terms import FlagKind
from huilong.rooms.contact.rules.outcomes import read_outcomes
from huilong.rooms.contact.terms import OutcomeSpec

SHIPPED = Path(__file__).resolve().parents[1] / "outcomes.yaml"


def outcomes() -> tuple[OutcomeSpec, ...]:
    """What may come of a contact, in the order of their digits. Raises Refusal `bad-outcomes`."""
    file = Path(getattr(settings, "OUTCOMES_FILE", "") or SHIPPED)
    return _read(str(file), file.stat().st_mtime_ns)


def outcome(code: str) -> OutcomeSpec:
    """The outcome of a code. Raises Refusal `no-such-outcome`."""
    found = next((one for one in outcomes() if one.code == code), None)
    if found is None:
        raise Refusal(
            "no-such-outcome", status=422, where="outcome", zh="请选择结果。", en="Choose what came of it.",
            remedy_zh="按数字键 1–9 选择。", remedy_en="Press a digit from 1 to 9.",
        )  # fmt: skip
    return found


@lru_cache(maxsize=4)
def _read(file: str, _written: int) -> tuple[OutcomeSpec, ...]:
    told = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
    found = read_outcomes(told, frozenset(kind.value for kind in FlagKind))
    return tuple(sorted(found, key=lambda one: one.key))

"""Words of scores (评分): what is asked of the future, models and where they stand, scores with their reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from huilong.kernel.glossary import Worded
from huilong.kernel.refusal import Says


class Target(Worded):
    """What a score foretells (评分目标)."""

    ROLL = "roll"
    CURE = "cure"
    CONTACT = "contact"
    PROMISE = "promise"
    RECOVERY = "recovery"
    WARNING = "warning"
    CURE_TIME = "cure_time"


class ModelState(Worded):
    """Where a model stands (模型状态). It scores nobody before a second person agreed."""

    DRAFT = "draft"
    ASKED = "asked"
    APPROVED = "approved"
    IN_USE = "in_use"
    RETIRED = "retired"


class WatchKind(Worded):
    """What is watched of a model, month by month (模型监控)."""

    FEATURE_DRIFT = "feature_drift"
    SCORE_DRIFT = "score_drift"
    CALIBRATION = "calibration"


TIMED = (Target.CURE_TIME, Target.RECOVERY)
"""Targets that say by when: their score is that of the last day, `curve` those of the days before."""
TRAINED = (Target.ROLL, Target.CURE, Target.WARNING, *TIMED)
"""Targets that the book teaches; the others are counted from what was done on the desk."""
COUNTED = "counted"
"""The version of a score that was counted from the borrower's own history."""
DEFAULT = "default"
"""The version of a score that the documented default gave."""


@dataclass(frozen=True)
class ScoreRow:
    """A borrower's score for one target (评分): parts per million, why, by which model, of which day."""

    borrower: str
    target: Target
    ppm: int
    reasons: tuple[Says, ...]
    model: str
    on: date
    curve: tuple[tuple[int, int], ...] = ()
    """Of a timed target: days from that night, and the parts per million by then."""

    @property
    def is_default(self) -> bool:
        """Whether the documented default answered, for want of a model or of history."""
        return self.model == DEFAULT

    @property
    def is_counted(self) -> bool:
        """Whether it was counted from the borrower's own history."""
        return self.model == COUNTED

    @property
    def percent(self) -> str:
        """The chance as a percentage."""
        return f"{self.ppm / 10_000:.1f}%"


@dataclass(frozen=True)
class ModelRow:
    """A model as lists and pages show it (模型): its version is `target-number`."""

    id: int
    target: Target
    number: int
    state: ModelState
    sha256: str
    features: tuple[str, ...]
    trained_on: Mapping[str, Any]
    figures: Mapping[str, Any]
    made_by: int
    made_at: datetime
    approved_by: int | None
    used_from: datetime | None
    retired_at: datetime | None

    @property
    def version(self) -> str:
        """How the model is called."""
        return f"{self.target.value}-{self.number}"

    @property
    def auc_ppm(self) -> int | None:
        """How well it sorted borrowers it did not know, parts per million."""
        found = self.figures.get("auc")
        return None if found is None else round(found * 1_000_000)


@dataclass(frozen=True)
class ModelPage:
    """One page of models (模型列表)."""

    rows: tuple[ModelRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class WarningRow:
    """A loan that may miss its first payment soon (预警): its number, the chance, why. Nothing of a person."""

    id: int
    loan_id: str
    on: date
    ppm: int
    reasons: tuple[Says, ...]
    model: str
    outstanding_fen: int

    @property
    def is_default(self) -> bool:
        """Whether the documented default answered."""
        return self.model == DEFAULT


@dataclass(frozen=True)
class WarningPage:
    """One page of early warnings (预警列表)."""

    rows: tuple[WarningRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class WatchRow:
    """One thing watched of a model in a month (监控记录): drift of a feature or score, or said against happened."""

    month: date
    kind: WatchKind
    name: str
    value: float
    other: float | None
    cases: int

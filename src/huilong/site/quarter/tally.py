"""What was done in a quarter, and what was refused (计数): by role, by act, by reason."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Counts of a quarter (季度计数). Money in fen.

    `done`: (role, act) → how often. `refused`: (role, act, code) → how often. `wrongs`: (act, code) → how often
    somebody tried what nobody may, and was refused. `figures`: whatever else is counted, by name.
    """

    done: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    wrongs: Counter[tuple[str, str]] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    """How long each night took."""
    findings: list[str] = field(default_factory=list)
    """What an invariant found, with its night; a quarter is good when there is nothing."""
    checks: Counter[str] = field(default_factory=Counter)
    """How often each invariant was looked at."""

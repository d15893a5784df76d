"""Score models in the world of strangers (评分): one draft of the house, its text, an early warning, a score."""

from datetime import UTC, date, datetime

import numpy as np

from .world import World


def scores(world: World) -> None:
    """A model of two trees that nobody approved; a warning; what the default said of every borrower."""
    from huilong.rooms.scores.models import EarlyWarning, ScoreModel
    from huilong.rooms.scores.rules import training
    from huilong.rooms.scores.rules.model import fingerprint, to_text

    draw = np.random.default_rng(3)
    columns = draw.normal(size=(400, 1))
    model = training.fit(
        columns, (columns[:, 0] > 0).astype(float), target="roll", names=("arrears",), seed=1, settings={"max_iter": 2}
    )
    text = to_text(model)
    made = ScoreModel.objects.create(
        target="roll", number=7, artefact=text, sha256=fingerprint(text), features=["arrears"],
        trained_on={"on": "2026-05-31", "cases": 400}, figures={"auc": 0.5},
        made_at=datetime(2026, 6, 1, 2, tzinfo=UTC),
    )  # fmt: skip
    EarlyWarning.objects.create(
        loan_id="LN-WARNED-1", on=date(2026, 5, 31), ppm=987_654, outstanding_fen=1_234_567_89,
        reasons=[["欠款期数", "payments in arrears"]],
    )  # fmt: skip
    world.keys["score_model"] = {"house": made.pk}
    world.mark("score_model", "house", fingerprint(text))
    world.mark("early_warning", "house", "LN-WARNED-1", "1,234,567.89")

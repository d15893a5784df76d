"""Made-up loan-months for the tests of scores (测试面板): who has paid badly goes on to pay badly, most of the time."""

import numpy as np

from huilong.rooms.scores.rules.panel import Panel, panel_of

FIRST = 2018 * 12


def panel(loans: int = 300, months: int = 24, seed: int = 3) -> Panel:
    """A panel in which each loan has its own temper: the share of months in which it misses its payment."""
    draw = np.random.default_rng(seed)
    temper = draw.beta(1, 6, loans)
    state = np.zeros((loans, months), np.int64)
    arrears = np.zeros((loans, months))
    paid = np.zeros((loans, months))
    owed = np.zeros(loans)
    for month in range(months):
        miss = draw.random(loans) < temper + 0.25 * (owed > 0)
        twice = ~miss & (owed > 0) & (draw.random(loans) < 0.5)
        paid[:, month] = np.where(miss, 0, np.where(twice, 2000, 1000))
        owed = np.maximum(owed + 1000 - paid[:, month], 0)
        arrears[:, month] = owed
        state[:, month] = np.minimum(owed // 1000, 5)
        if month:
            state[:, month] = np.where((state[:, month - 1] >= 6) | (owed > 7000), 6, state[:, month])
    name = np.array([f"L{n:04d}" for n in range(loans)])
    return panel_of(
        {
            "loan": name, "amount": np.full(loans, 60_000.0), "term": np.full(loans, 60.0),
            "rate": np.full(loans, 0.08), "originated": np.full(loans, FIRST - 3.0),
            "credit_score": 760 - 500 * temper + draw.normal(0, 20, loans), "value": np.full(loans, 70_000.0),
            "geography": np.where(np.arange(loans) % 2 == 0, "east", "west"),
        },
        {
            "loan": np.repeat(name, months), "month": np.tile(FIRST + np.arange(months), loans),
            "state": state.ravel(), "arrears": arrears.ravel(), "paid": paid.ravel(),
            "scheduled": np.full(loans * months, 1000.0), "balance": np.full(loans * months, 50_000.0),
        },
    )  # fmt: skip

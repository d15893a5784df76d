"""Allowances (查看额度): how many values a role may see unmasked in a day. Data; a role not named sees none."""

DAILY: dict[str, int] = {
    "collector": 60,
    "team_lead": 80,
    "field_agent": 30,
    "repossession_coordinator": 40,
    "compliance": 200,
    "agency_manager": 60,
    "agency_agent": 40,
}
MORE = 20
"""What a second person's consent adds, for that day."""


def allowed(role: str, raised: int = 0) -> int:
    """Values a day for this role, with what was added today.

    >>> allowed("collector"), allowed("collector", 20), allowed("strategy", 20)
    (60, 80, 0)
    """
    daily = DAILY.get(role, 0)
    return daily + raised if daily else 0

"""The words of values (枚举用词): what each member of the rooms' enums is called, by the enum's class name.

`kernel/glossary.py` joins them with the nouns of the trade.
"""

from huilong.kernel.values.accounts import ACCOUNTS
from huilong.kernel.values.agencies import AGENCIES
from huilong.kernel.values.auctions import AUCTIONS
from huilong.kernel.values.collateral import COLLATERAL
from huilong.kernel.values.contact import CONTACT
from huilong.kernel.values.desk import DESK
from huilong.kernel.values.disposal import DISPOSAL
from huilong.kernel.values.forecast import FORECAST
from huilong.kernel.values.house import HOUSE
from huilong.kernel.values.law import LAW
from huilong.kernel.values.meaning import MEANING
from huilong.kernel.values.people import PEOPLE
from huilong.kernel.values.performance import PERFORMANCE
from huilong.kernel.values.relief import RELIEF
from huilong.kernel.values.replay import REPLAY
from huilong.kernel.values.reports import REPORTS
from huilong.kernel.values.repossession import REPOSSESSION
from huilong.kernel.values.scores import SCORES
from huilong.kernel.values.settlement import SETTLEMENT
from huilong.kernel.values.spot import SPOT
from huilong.kernel.values.strategy import STRATEGY
from huilong.kernel.values.tenders import TENDERS
from huilong.kernel.values.tracking import TRACKING
from huilong.kernel.words import Word

ENUMS: dict[str, tuple[Word, ...]] = {
    **HOUSE, **PEOPLE, **DESK, **CONTACT, **LAW, **RELIEF, **COLLATERAL, **TRACKING, **MEANING, **REPOSSESSION,
    **SPOT, **ACCOUNTS, **AGENCIES, **TENDERS, **SETTLEMENT, **AUCTIONS, **DISPOSAL, **SCORES, **FORECAST, **STRATEGY,
    **PERFORMANCE, **REPLAY, **REPORTS,
}  # fmt: skip
"""The values of the rooms' enums, by the enum's class name; the code is the member's value."""

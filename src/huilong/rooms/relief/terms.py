"""Words of relief (减免): kinds of relief."""

from huilong.kernel.glossary import Worded


class ReliefKind(Worded):
    """What is granted to a borrower (减免方式)."""

    WAIVER = "waiver"
    EXTENSION = "extension"
    FLEXIBLE_PLAN = "flexible_plan"
    SETTLEMENT = "settlement"

"""The words of repossession (收车用词)."""

from huilong.kernel.words import Word, words

REPOSSESSION: dict[str, tuple[Word, ...]] = {
    "OrderState": words(
        """
        requested | 已申请 | requested | waits for approval
        approved | 已批准 | approved | may be quoted and dispatched
        quoted | 已报价 | quoted | a price is agreed before anybody drives
        dispatched | 已派单 | dispatched | waits for the team to accept
        accepted | 已接单 | accepted | a team is on it
        located | 已找到 | located | the agent stands at the car
        taken | 已收车 | taken | under a live authority
        in_tow | 拖运中 | in tow | on its way to the yard
        stored | 已入库 | stored | in the yard
        released | 已放还 | released | back with the borrower
        at_sale | 转处置 | at sale | handed to disposal
        stopped | 已停止 | stopped | ended before the car was taken
        refused | 未批准 | refused | somebody, or the law, said no
        undone | 已撤销收车 | undone | given back, charges reversed
        """
    ),
    "BasisKind": words(
        """
        handover | 签字交车 | signed handover | handed over and signed for, with ID, video and inventory
        court | 法院文书 | court paper | by enforcement of a court
        """
    ),
}
"""Values of repossession's enums."""

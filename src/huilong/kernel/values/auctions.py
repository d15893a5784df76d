"""The words of auctions (竞价用词)."""

from huilong.kernel.words import Word, words

AUCTIONS: dict[str, tuple[Word, ...]] = {
    "AuctionForm": words(
        """
        open | 公开竞价 | open bids | everybody sees each bid
        sealed | 密封报价 | sealed bids | committed to first, opened after the end
        """
    ),
    "AuctionState": words(
        """
        asked | 待批准 | waits for approval | the law wants a second person before it opens
        live | 进行中 | live | announced, open, or waiting for its close
        closed | 已结束 | closed | its outcome stands
        cancelled | 已撤销 | cancelled | taken back before anybody bid
        """
    ),
    "AuctionPhase": words(
        """
        asked | 待批准 | waits for approval | not announced yet
        coming | 预告中 | coming | announced, not yet open
        bidding | 竞价中 | bidding | bids are taken
        revealing | 开标中 | bids being opened | sealed bids are opened by those who made them
        settling | 结算中 | settling | over; the outcome is being drawn up
        sold | 已成交 | sold | the highest bid won
        unsold | 流拍 | not sold | nobody bid, or not enough
        cancelled | 已撤销 | cancelled | taken back before anybody bid
        """
    ),
    "AuctionOutcome": words(
        """
        sold | 成交 | sold | the highest bid reached the reserve
        below_reserve | 未达保留价 | below the reserve | bids came, none high enough
        no_bid | 无人出价 | no bid | nobody bid
        """
    ),
    "CancelReason": words(
        """
        mistake | 信息有误 | a mistake | something in it is wrong
        redeemed | 已赎车 | redeemed | the owner paid and has the car back
        hold | 暂停处置 | a hold | a court, an authority or a dispute stops the sale
        not_approved | 未获批准 | not approved | the second person said no
        sold_elsewhere | 另行成交 | sold elsewhere | sold in another way
        """
    ),
    "ApproveReason": words(
        """
        price_fair | 价格合理 | the price is fair | start and reserve fit the market
        papers_seen | 权属文件已核 | papers seen | what the law asks about was looked at
        cost_runs | 停放成本累积 | costs run up | waiting would cost more
        """
    ),
    "BidRefusal": words(
        """
        not_yet | 尚未开始 | not open yet | the auction has not begun
        ended | 竞价已结束 | it has ended | the bid came after the end
        cancelled | 竞价已撤销 | it was cancelled | the auction was taken back
        no_deposit | 保证金未到账 | no deposit | the deposit has not come in
        highest_already | 您已是最高价 | yours is the highest | one does not outbid oneself
        too_low | 出价过低 | too low | below the current price and one increment
        off_step | 不在加价阶梯上 | off the increments | not a whole number of increments above the start
        wrong_form | 竞价方式不符 | wrong kind of bid | an open bid to a sealed auction, or the reverse
        sealed_already | 已提交密封报价 | sealed already | one sealed bid is made, and stands
        """
    ),
    "BidderKind": words(
        """
        dealer | 车商 | dealer | bids for a firm
        person | 自然人 | natural person | bids for himself or herself
        """
    ),
    "BidderState": words(
        """
        asked | 待审核 | waits | asked to be let in
        approved | 已通过 | approved | may enter auctions
        refused | 未通过 | refused | may not enter auctions
        """
    ),
    "BidderWhy": words(
        """
        in_order | 资料齐全 | in order | papers are complete, nothing bars
        papers_missing | 资料不全 | papers missing | identity or licence is not shown
        conflict | 利益冲突 | conflict of interest | of the seller, the valuer or who took the car
        defaulted | 曾悔拍 | defaulted before | won and did not pay
        """
    ),
    "DepositState": words(
        """
        held | 已到账 | held | in the trust account
        refunded | 已退还 | refunded | paid back
        counted | 已抵价款 | counted to the price | part of what the winner pays
        forfeited | 已没收 | forfeited | the winner did not pay
        """
    ),
}
"""Values of auctions's enums."""

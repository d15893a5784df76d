"""The words of tenders (招标用词)."""

from huilong.kernel.words import Word, words

TENDERS: dict[str, tuple[Word, ...]] = {
    "TenderStage": words(
        """
        draft | 草稿 | draft | not published yet
        open | 投标中 | open for bids | sealed bids are taken until it closes
        revealing | 开标中 | being opened | closed; bidders open what they sealed
        evaluating | 评标中 | being evaluated | bids are open; checked, scored and split
        proposed | 待复核 | award waits for a second person | a split is proposed
        awarded | 已定标 | awarded | cases are placed with the winners
        cancelled | 已终止 | cancelled | nothing was awarded
        """
    ),
    "Criterion": words(
        """
        price | 价格 | price | against the lowest for the same strata
        performance | 过往业绩 | past performance | what it collected against like cases of others
        capacity | 承接能力 | capacity | cases it can take against what one firm may get
        locality | 属地 | locality | share of the cases asked for where it has people
        compliance | 合规 | compliance | breaches and complaints
        judgement | 评委评分 | evaluators' judgement | given by two persons, with reasons
        """
    ),
    "BidFault": words(
        """
        not_revealed | 未按时开标 | not opened in time | counts as withdrawn
        unreadable | 内容不合格式 | unreadable | not in the published form
        fee_form | 计费方式不符 | fee form not asked for | another form than published
        above_ceiling | 超过最高限价 | above the ceiling | a rate above the published ceiling
        unknown_stratum | 分层不存在 | no such stratum | names a stratum that is not in the tender
        nothing_asked | 未报量 | asks for nothing | no cases are asked for
        capacity | 超过可承接量 | more than it can take | declares more than is known to be free
        low_price | 低价未说明 | low price unexplained | far below the others, without explanation
        no_bond | 未缴保证金 | bond not paid | the bid bond did not come before bids closed
        not_approved | 不在合格名单 | not an approved firm | papers ran out or it was stopped
        """
    ),
    "Bound": words(
        """
        fault | 投标无效 | bid not valid | the bid does not count
        pass_mark | 未达合格线 | below the pass mark | the score is too low to qualify
        capacity | 达到承接上限 | own capacity | it got all it can take
        concentration | 达到份额上限 | most one firm may get | the published share of cases
        concentration_fen | 达到金额上限 | largest amount one firm may get | the published share of the amount
        quoted | 达到报量 | all it asked for | it got all it asked for in a stratum
        region | 不在服务地区 | outside its regions | it may not work there
        winners | 中标家数上限 | number of winners | others are worth more within the published number
        price | 价值较低 | worth less | others bring more after their fee
        """
    ),
    "Basis": words(
        """
        book | 账簿历史 | history of the book | like loans of the lender's own book
        estimate | 估计 | estimate | stated by the lender, not measured
        """
    ),
    "TenderNews": words(
        """
        invited | 邀请投标 | you are invited to bid | bids are taken until it closes
        paper | 新资料 | a new paper in the data room | added since the tender was published
        answered | 答疑 | a question was answered | to everybody invited
        open_yours | 请开标 | open your bid now | one not opened in time counts as withdrawn
        cancelled | 招标终止 | the tender was cancelled | nothing is awarded
        won | 中标 | you are awarded cases | a contract follows
        lost | 未中标 | no cases are awarded to you | the reasons are on the result page
        """
    ),
    "BondMove": words(
        """
        taken | 已收 | taken | paid in by the bidder
        returned | 已退 | returned | paid back
        forfeited | 已没收 | forfeited | kept under the tender's terms
        """
    ),
}
"""Values of tenders's enums."""

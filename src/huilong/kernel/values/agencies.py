"""The words of agencies (委外机构用词)."""

from huilong.kernel.words import Word, words

AGENCIES: dict[str, tuple[Word, ...]] = {
    "FeeForm": words(
        """
        rate | 比例 | rate | a share of what was collected
        by_age | 按账龄分档 | by age | a share by days past due at placement
        by_amount | 按金额分档 | by amount | a share by what was collected in the period
        per_success | 按成功件 | per success | so much a case brought current or closed
        per_visit | 按次外访 | per visit | so much a visit with evidence
        """
    ),
    "PlacementEnd": words(
        """
        expired | 到期 | expired | its last day is over
        returned | 退案 | returned | the firm gives it back
        recalled | 撤案 | recalled | the lender takes it back
        closed | 结案 | closed | the case ended
        breach | 违约停用 | breach | the firm was stopped
        """
    ),
    "Measure": words(
        """
        liquidation | 回收率 | liquidation | collected of what was placed, against like cases of others
        complaints | 投诉 | complaints | complaints of borrowers by case
        breaches | 违约 | breaches | what was done against contract or law
        timeliness | 时效 | timeliness | answers and arrivals in time
        price | 价格 | price | its prices against the median
        """
    ),
    "Grade": words(
        """
        a | A | A | well above like firms
        b | B | B | as like firms or above
        c | C | C | below like firms
        d | D | D | far below like firms
        """
    ),
    "BreachKind": words(
        """
        conduct | 催收行为不当 | conduct | threats, deceit, wrong hours, strangers told
        personal_data | 泄露个人信息 | personal data | kept, copied or passed on against the terms
        sub_delegation | 擅自转委托 | sub-delegation | handed on without consent
        false_result | 虚报结果 | false result | reported what did not happen
        papers | 证照失效 | papers | worked with papers that had run out
        money | 截留款项 | money | took or kept money that was not its own
        """
    ),
    "ClockKind": words(
        """
        first_act | 首次作业 | first act | the first act on a case after placement
        result | 结果回传 | results | results returned when asked for
        dispute | 争议答复 | dispute | an answer to a dispute
        recovery | 收车 | recovery | taking an order on, and being at the car
        storage | 入场 | storage | a place in the yard, and the car in it
        valuation | 评估 | valuation | an appraisal
        legal | 法律服务 | legal work | a lawyer's answer
        sale | 拍卖 | sale | a listing, and its auction
        """
    ),
    "ClockStep": words(
        """
        asked | 提出 | asked | the firm was asked
        answered | 答复 | answered | it took the work on
        declined | 婉拒 | declined | it said no
        arrived | 到场 | arrived | it was there, or the work was done
        cancelled | 撤回 | taken back | nobody waits any more
        """
    ),
    "ClockState": words(
        """
        open | 待响应 | open | within its time
        on_time | 按时 | on time | answered, and there, within its time
        late | 逾时 | late | the answer or the arrival came too late, or is overdue
        void | 作废 | void | taken back before it was late
        """
    ),
}
"""Values of the enums of agencies."""

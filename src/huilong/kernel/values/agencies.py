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
    "EndReason": words(
        """
        elsewhere | 改由他方处理 | goes elsewhere | another can do better
        litigation | 转诉讼 | to court | goes to court
        complaint | 投诉 | complaint | the borrower complained
        dispute | 异议 | dispute | the debt is disputed
        hardship | 困难客户 | hardship | the borrower cannot pay
        mistake | 误分 | mistake | should not have been placed
        unreachable | 失联 | unreachable | nobody can be reached
        no_capacity | 人手不足 | no capacity | too few people
        conflict | 利益冲突 | conflict | a conflict of interest
        agreed | 协商一致 | agreed | both sides want it
        """
    ),
    "PlaceRefusal": words(
        """
        not_open | 非未结案件 | not open | closed, or not there
        placed | 已委外 | placed | a firm has it, or is about to
        held | 停催中 | held | collection is stopped
        """
    ),
    "Via": words(
        """
        page | 页面 | page | typed on a page
        file | 文件 | file | in a file of rows
        api | 接口 | API | sent by the firm's system
        """
    ),
    "FirmState": words(
        """
        applicant | 申请中 | applicant | its papers are being looked at
        approved | 已准入 | approved | may be given work
        suspended | 已暂停 | suspended | is given nothing new
        ended | 已清退 | ended | works here no more
        """
    ),
    "StepReason": words(
        """
        applied | 申请准入 | applied | asked to work for the lender
        checked | 审查通过 | checked | looked at and agreed by two
        breach | 违规 | breach | broke law or contract: stopped at once
        papers | 资料失效 | papers | a paper ran out
        review | 评估不合格 | review | did not pass its review
        own_wish | 机构申请 | own wish | the firm wants it
        contract_over | 合同终止 | contract over | nothing is agreed any more
        cured | 整改完成 | cured | put right and agreed by two
        """
    ),
    "FirmPaper": words(
        """
        licence | 营业执照 | business licence | lets the firm do this business
        insurance | 责任保险 | liability insurance | pays for what it does wrong
        data_terms | 个人信息委托处理协议 | data-processing terms | what it may do with data
        security | 信息安全评估 | security assessment | how it guards data
        impact | 个人信息保护影响评估 | impact assessment | what the delegation means to people, looked at before
        training_roll | 人员培训名册 | training roll | who was taught what
        review | 年度评估 | yearly review | conduct, quality, security of information
        conduct | 尽职调查 | due diligence | no record of violent collection
        """
    ),
    "Lack": words(
        """
        unknown | 未登记 | not on the register | nobody entered it
        applicant | 尚未准入 | not approved yet | two have to agree first
        suspended | 已暂停 | suspended | is given nothing new
        ended | 已清退 | ended | works here no more
        licence | 营业执照缺失或过期 | no licence in force | missing or run out
        insurance | 保险缺失或过期 | no insurance in force | missing or run out
        data_terms | 委托处理协议缺失或过期 | no data terms in force | missing or run out
        security | 安全评估缺失或过期 | no security assessment in force | missing or run out
        impact | 影响评估缺失或过期 | no impact assessment in force | missing or run out
        training_roll | 培训名册缺失或过期 | no training roll in force | missing or run out
        review | 超过一年未评估 | not reviewed within a year | the review is due
        conduct | 尽职调查缺失或过期 | no due diligence in force | missing or run out
        contract | 无有效合同 | no contract in force | missing or over
        """
    ),
}
"""Values of the enums of agencies."""

"""The words of performance (目标与分派用词)."""

from huilong.kernel.words import Word, words

PERFORMANCE: dict[str, tuple[Word, ...]] = {
    "TargetScope": words(
        """
        organisation | 机构 | organisation | the whole of it
        team | 小组 | team | people who work together
        person | 个人 | person | one of them
        """
    ),
    "TargetState": words(
        """
        asked | 待复核 | waits for a second person | set, not in force yet
        in_force | 生效 | in force | what the month is measured by
        refused | 已驳回 | refused | the second person said no
        replaced | 已替换 | replaced | another one took its place
        """
    ),
    "TargetSource": words(
        """
        forecast | 预测 | forecast | what the forecast expects of the month
        receipts | 历史回款 | past receipts | the average of the last months
        typed | 手工 | typed | a figure somebody decided on
        """
    ),
    "Seniority": words(
        """
        newcomer | 新人 | newcomer | in the first months
        regular | 熟手 | regular | does the work as expected
        senior | 资深 | senior | does it better than most, hard cases above all
        expert | 专家 | expert | for the hardest cases
        """
    ),
    "LeaveKind": words(
        """
        holiday | 休假 | holiday | away by plan
        sick | 病假 | sick | away by illness
        training_day | 培训日 | training day | learns instead of working cases
        other_work | 其他工作 | other work | lent to something else
        """
    ),
    "AllocationState": words(
        """
        proposed | 待确认 | proposed | worked out, nothing moved yet
        accepted | 已执行 | accepted | the cases moved
        undone | 已撤销 | undone | the cases went back
        dropped | 已放弃 | dropped | set aside, or no longer true
        """
    ),
    "AllocationReason": words(
        """
        stays | 留在原持案人 | stays | the present holder is the right one
        holder | 熟悉案件 | knows the case | what continuity is worth decided
        brings_most | 预期回收最高 | brings most | more is expected than with anybody else who has room
        only_able | 唯一胜任 | only one able | nobody else has what the case needs
        evens_out | 均衡案件构成 | evens out the mix | another would bring more, whose fair share or time is used up
        no_room | 无人可接 | nobody has room | everybody able is full, or nobody is able
        """
    ),
    "ActReason": words(
        """
        promise_due | 承诺今日到期 | promise due today | the money should come today
        promise_broken | 承诺未兑现 | promise broken | the day passed and the money did not come
        call_back_due | 约定回电 | call back agreed | the borrower was told so
        treatment_due | 策略到期 | treatment due | the strategy asks for the next step
        look_due | 到期查看 | look again | somebody said to look again today
        new_to_one | 新接案件 | new to the holder | not worked by this holder yet
        near_to_roll | 临近滚动 | close to rolling | in a worse bucket within days
        by_rank | 排序靠前 | by rank | comes next in the queue
        """
    ),
    "PlanStanding": words(
        """
        planned | 已排入 | on the plan | there is time for it today
        no_time | 时间不足 | no time | the day's minutes are used up
        not_lawful | 法规不允许 | not lawful today | the law or a stop leaves no touch today
        waits | 未到期 | not due yet | the treatment asks for the next look on a later day
        """
    ),
    "HoldingVerb": words(
        """
        retain_cases | 留案 | retention | the case stays with its holder past the term
        transfer | 转案 | transfer | the case goes to another holder
        give_back | 退案 | return | the holder gives the case back to the team that takes new cases
        take_back | 撤案 | recall | the owner takes the case back
        """
    ),
}
"""Values of performance's enums."""

"""The words of compliance (合规用词)."""

from huilong.kernel.words import Word, words

LAW: dict[str, tuple[Word, ...]] = {
    "Verdict": words(
        """
        allow | 允许 | allowed | no rule speaks against it
        warn | 提醒 | warned | allowed, and somebody should look
        needs_approval | 需审批 | needs approval | only with a second person's consent, or when more is known
        block | 禁止 | blocked | not to be done
        not_applicable | 不适用 | not applicable | the rule does not cover this act
        """
    ),
    "OutcomeKind": words(
        """
        effective | 有效沟通 | effective | somebody talked, or was met
        connected | 接通未谈 | connected | answered, nothing was said that counts
        unanswered | 未接通 | unanswered | nobody answered
        done | 已完成 | done | sent or carried out
        not_done | 未执行 | not done | it did not happen; it no longer counts
        """
    ),
    "Confidence": words(
        """
        found_text | 已读原文 | text read | the article's text was read
        found_secondary | 二手来源 | second hand | seen in press or summaries only
        own_knowledge | 凭经验 | own knowledge | written from knowledge, not found in a source
        uncertain | 待核实 | uncertain | weak or conflicting source; check before relying on it
        """
    ),
    "DraftState": words(
        """
        draft | 草稿 | draft | still being written
        waiting | 待复核 | waiting | handed in; a second person has not decided yet
        in_force | 已批准 | approved | judges acts from its day on, until a later version follows
        withdrawn | 已撤回 | withdrawn | taken back before anybody decided
        refused | 已拒绝 | refused | a second person said no
        """
    ),
    "GapKind": words(
        """
        act_without_verdict | 无裁决的行为 | act without verdict | something was done and nobody had asked
        record_without_act | 无行为的外部记录 | record without act | outside somebody recorded what we know nothing of
        verdict_without_outcome | 无结果的裁决 | verdict without outcome | permitted, and nobody told what became of it
        """
    ),
    "GapEnd": words(
        """
        told | 已补登 | told late | what was missing was told afterwards
        explained | 已说明 | explained | somebody looked into it and knows why
        no_gap | 并非缺口 | no gap | it was found in error
        """
    ),
}

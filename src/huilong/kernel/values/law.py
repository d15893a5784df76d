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
}

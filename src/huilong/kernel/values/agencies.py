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
}
"""Values of the enums of agencies."""

"""The words of strategy (策略用词), and of decision tables."""

from huilong.kernel.words import Word, words

STRATEGY: dict[str, tuple[Word, ...]] = {
    "ColumnType": words(
        """
        int | 整数 | whole number |
        fen | 金额 | amount | in fen; written in yuan
        ppm | 比例 | share | in parts per million; written with %
        day | 日期 | day | days since 1970-01-01
        bool | 是否 | yes or no |
        enum | 取值 | one of a list |
        text | 文字 | text |
        """
    ),
    "HitPolicy": words(
        """
        first | 首个命中 | first hit | the first rule that takes a case speaks
        collect | 全部命中 | all hits | every rule that takes a case speaks
        """
    ),
    "ProblemKind": words(
        """
        bad_cell | 写法有误 | cannot be read | a cell that nobody can read
        bad_table | 表结构有误 | frame is wrong | a column or outcome that is not known
        gap | 缺口 | gap | a case that no rule takes
        overlap | 重叠 | overlap | a case that two rules take and treat otherwise
        unreachable | 不可达 | never speaks | a rule all of whose cases are taken by earlier ones
        unsettled | 未判定 | not settled | too many cases to say
        """
    ),
    "RowChange": words(
        """
        same | 未变 | same |
        added | 新增 | added |
        gone | 删除 | gone |
        changed | 修改 | changed |
        moved | 移动 | moved |
        """
    ),
}
"""Values of strategy's enums."""

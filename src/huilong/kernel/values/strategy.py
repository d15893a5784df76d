"""The words of strategy (策略用词), and of decision tables."""

from huilong.kernel.words import Word, words

STRATEGY: dict[str, tuple[Word, ...]] = {
    "ColumnType": words(
        """
        int | 整数 | whole number | counted, without unit
        fen | 金额 | amount | in fen; written in yuan
        ppm | 比例 | share | in parts per million; written with %
        day | 日期 | day | days since 1970-01-01
        bool | 是否 | yes or no | true or false
        enum | 取值 | one of a list | the words it may be
        text | 文字 | text | any words
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
        same | 未变 | same | as before
        added | 新增 | added | only in the later version
        gone | 删除 | gone | only in the earlier version
        changed | 修改 | changed | a cell reads otherwise
        moved | 移动 | moved | the same at another place
        """
    ),
    "Purpose": words(
        """
        willingness | 还款意愿 | willingness | how willing somebody is to pay
        ability | 还款能力 | ability | how able somebody is to pay
        grade | 管理等级 | management grade | willingness by ability
        segment | 客群 | segment | 1–59 days, 60 and more, placed, in disposal, in care
        treatment | 动作分配 | treatment | what a borrower is given
        """
    ),
    "PayLevel": words(
        """
        high | 高 | high | pays, or can
        middle | 中 | middle | neither, as far as is known
        low | 低 | low | does not pay, or cannot
        """
    ),
    "BorrowerSegment": words(
        """
        early | 前端 | early | 1–59 days past due
        late | 后端 | late | 60 days past due and more
        placed | 委外 | placed | a firm works it
        disposal | 处置 | in disposal | the vehicle is taken or being sold
        care | 关怀 | in care | in dispute, in hardship or on hold
        """
    ),
    "VersionState": words(
        """
        draft | 草稿 | draft | may be edited
        submitted | 待审批 | handed in | waits for a second person
        approved | 待生效 | approved | comes into force on its day
        online | 线上 | online | what the night goes by
        superseded | 已被替代 | superseded | a later version is online
        rolled_back | 已回滚 | rolled back | taken back at once; the one before is online again
        refused | 已驳回 | refused | a second person said no
        withdrawn | 已撤回 | withdrawn | taken back before anybody decided
        retired | 已停用 | retired | never online again
        """
    ),
    "TreatmentChannel": words(
        """
        none | 不联系 | no contact | nobody gets in touch
        sms | 短信 | text message | a short message
        call | 电话 | call | a call by a person
        letter | 信函 | letter | a letter by post
        visit | 外访 | visit | a visit by a field agent
        """
    ),
    "Tone": words(
        """
        neutral | 中性 | neutral | says what is owed and when
        reminding | 提醒 | reminding | friendly, early
        firm | 坚定 | firm | clear about what follows
        helping | 协助 | helping | offers relief first
        """
    ),
    "TreatmentQueue": words(
        """
        self_cure | 自愈观察 | self-cure | left alone for some days
        early | 前端 | early | the first weeks
        middle | 中端 | middle | up to 59 days
        late | 后端 | late | 60 days and more
        care | 关怀 | care | disputes and hardship
        placed | 委外 | placed | a firm works it
        recovery | 收车 | recovery | the vehicle is looked for
        disposal | 处置 | disposal | the vehicle is being sold
        on_hold | 停催 | on hold | nobody contacts
        """
    ),
    "Arm": words(
        """
        champion | 冠军 | champion | as the house does it
        challenger | 挑战者 | challenger | what is tried
        holdout | 永久留出 | hold-out | never part of any trial
        """
    ),
    "ExperimentState": words(
        """
        running | 进行中 | running | assigns borrowers now
        ended | 已结束 | ended | assigns nobody any more
        stopped | 已叫停 | stopped | a guardrail stopped it
        """
    ),
    "ExperimentEnd": words(
        """
        decided | 已得结论 | decided | the difference is real
        guardrail | 触发护栏 | guardrail | complaints or blocked acts rose
        given_up | 放弃 | given up | stopped without an answer
        rolled_back | 版本回滚 | rolled back | a version in it was taken back
        """
    ),
    "Finding": words(
        """
        real | 差异属实 | the difference is real | zero lies outside the interval
        not_yet | 尚不能断定 | not yet | zero lies within the interval
        """
    ),
}
"""Values of strategy's enums."""

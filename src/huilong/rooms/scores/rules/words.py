"""Why a feature is used, and what is never used (特征取舍): said on the page of every model."""

from huilong.kernel.refusal import Says
from huilong.rooms.scores.rules.features import FEATURES

GROUPS = {
    "payment": Says(
        "还款行为:本人在本合同上的付款记录,与还款直接相关",
        "how he has paid on this very contract: it bears on paying directly"
    ),
    "state": Says(
        "账龄与大盘:由账期事实算出,对所有人算法相同",
        "how late he is and all loans are: computed alike for everybody",
    ),
    "contract": Says(
        "合同事实:签约时双方都知道;信用分与收入比可能间接反映处境,故按分段对照公平性",
        "what both sides knew when signing; score and burden may stand in for circumstances: groups are compared",
    ),
    "car": Says("车辆事实:决定抵押物能抵多少", "the car: what the collateral is worth"),
}
"""Why the features of each group are used."""
NOT_USED = (
    (
        Says("性别", "sex"),
        Says("受保护特征;只用于对照公平性,且只在依法提供时", "protected; only compared by, where lawfully given"),
    ),
    (Says("年龄", "age"), Says("受保护特征;只用于对照公平性", "protected; only compared by")),
    (
        Says("民族、籍贯、婚姻、健康", "ethnicity, origin, marriage, health"),
        Says("敏感个人信息,与催收目的无关,不采集", "sensitive and beside the purpose: not even collected"),
    ),
    (
        Says("居住地区", "where somebody lives"),
        Says("可能替代受保护特征;只用于对照公平性", "may stand in for what is protected; only compared by"),
    ),
    (
        Says("通讯录、社交关系", "contacts and social ties"),
        Says("第三方信息,法律禁止", "of third parties: the law forbids it"),
    ),
    (
        Says("催收动作本身", "what collectors did"),
        Says(
            "评分若读取处理方式,会把策略的选择当作人的品性",
            "a score that reads the treatment takes our choice for his character",
        ),
    ),
)
"""What no feature reads, and why."""


def labels() -> dict[str, tuple[Says, str]]:
    """The words and the group of each feature, by name."""
    return {one.name: (Says(one.zh, one.en), one.group) for one in FEATURES}

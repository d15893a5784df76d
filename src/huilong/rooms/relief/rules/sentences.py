"""What an agreement says of its terms (协议条款), in the language of the contract: Chinese."""

from huilong.kernel.money import grouped
from huilong.rooms.relief.terms import ReliefKind, Terms


def sentences(terms: Terms) -> list[str]:
    """The sentences of an offer's terms (条款), at least one.

    >>> sentences(Terms(ReliefKind.EXTENSION, months=3))
    ['各未还期次的到期日顺延3个月,每期应还金额不变。']
    """
    waived = f"合计{grouped(terms.waived.total)}元" if terms.waived.total else ""
    if terms.kind is ReliefKind.WAIVER:
        return [f"甲方自本协议生效之日起减免乙方{waived}的应付款项,本金不予减免。"]
    if terms.kind is ReliefKind.SETTLEMENT:
        total = grouped(sum(part.amount for part in terms.parts))
        return [f"乙方按下表支付合计{total}元后,其余应付款项由甲方减免,借款结清。"]
    said = [f"各未还期次的到期日顺延{terms.months}个月,每期应还金额不变。"]
    if terms.kind is ReliefKind.FLEXIBLE_PLAN:
        said = [f"乙方先按每期{grouped(terms.amount)}元还款{terms.months}期,其余款项在之后各期平均偿还。"]
    if terms.agreed_interest:
        said.append(f"双方另行约定利息合计{grouped(terms.agreed_interest)}元,计入上述各期。")
    if waived:
        said.append(f"乙方按约履行期间,甲方减免{waived}的应付款项。")
    return said

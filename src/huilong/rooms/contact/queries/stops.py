"""What of the house itself stops a contact (本机构停催), before any law is asked."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import held_by, standing_flags
from huilong.rooms.cases.terms import CaseBrief, CaseState, FlagRow
from huilong.rooms.contact.queries.channels import policy, telephony
from huilong.rooms.contact.terms import Channel


def house_stop(
    case: CaseBrief, channel: Channel, at: datetime, flags: Collection[FlagRow] | None = None
) -> Refusal | None:
    """What of the house itself stops a contact for collecting (停催); `flags` are the case's standing ones, if read."""
    if case.state is not CaseState.OPEN:
        return Refusal(
            "case-closed", zh="案件已结案,不再催收。", en="The case is closed: nothing is collected any more.",
            remedy_zh="请刷新页面。", remedy_en="Reload the page.",
        )  # fmt: skip
    if case.delinquent_fen <= 0:
        return Refusal(
            "nothing-past-due", zh="今日已还清逾期款项,请勿再催收。",
            en="Everything past due was paid today: do not collect any more.",
            remedy_zh="今晚跑批后出催;请取下一案。", remedy_en="The case closes tonight; take the next one.",
        )  # fmt: skip
    if channel is Channel.CALL and telephony() is None and not policy().recorded_apart:
        return Refusal(
            "no-telephone", where="TELEPHONY", zh="未连接话务系统,无法确认通话被录音。",
            en="No telephone system is connected, so nobody knows whether a call is recorded.",
            remedy_zh="请管理员设置 TELEPHONY,或声明由其他系统录音(docs/how-to/desk.md)。",
            remedy_en="Have an administrator set TELEPHONY, or say that another system records (docs/how-to/desk.md).",
        )  # fmt: skip
    return held_by(standing_flags(case.id) if flags is None else flags, channel.value, timezone.localdate(at))

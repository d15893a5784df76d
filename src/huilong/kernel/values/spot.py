"""The words of the spot, the yard and redemption (现场与入库用词)."""

from huilong.kernel.words import Word, words

SPOT: dict[str, tuple[Word, ...]] = {
    "PhotoSlot": words(
        """
        front | 车头 | front | from straight ahead, with the plate
        rear | 车尾 | rear | from straight behind, with the plate
        left | 左侧 | left side | the whole side
        right | 右侧 | right side | the whole side
        interior | 车内 | interior | seats and what lies on them
        odometer | 里程表 | odometer | with the ignition on
        damage | 损伤 | damage | each damage there is, near and from afar
        """
    ),
    "EvidenceKind": words(
        """
        photo | 车况照片 | condition photo | taken at the car or at the gate
        identity | 证件核对 | ID shown | the ID of whoever hands over
        signature | 签名 | signature | drawn on the phone
        video | 交车视频 | video of the handover | kept as a file, or named where it lies
        paper | 交接单 | handover paper | set in type, for signature
        receipt | 物品签收单 | receipt for belongings | signed by whoever took them
        """
    ),
    "SpotNeed": words(
        """
        photos | 车况照片 | condition photos | front, rear, sides, interior, odometer
        inventory | 物品清单 | list of belongings | also when there are none
        identity | 证件核对 | ID shown | of whoever hands over
        video | 交车视频 | video | of the handover
        signature | 交车签名 | signature | of whoever hands over
        """
    ),
    "StopSignal": words(
        """
        resistance | 对方阻拦或反抗 | resistance | anybody says no or stands in the way
        occupants | 车内有人 | somebody inside | whoever it is
        road_danger | 危及道路安全 | danger on the road | to anybody
        """
    ),
    "BelongingPlace": words(
        """
        cabin | 车厢 | cabin | seats, floor, doors
        glovebox | 手套箱 | glovebox | and other closed boxes
        boot | 后备箱 | boot | under its cover too
        elsewhere | 其他 | elsewhere | roof, bed, engine room
        """
    ),
    "SpotStepKind": words(
        """
        evidence | 留存材料 | something kept | a photo, a signature, an ID, a video
        inventory | 物品清点完成 | belongings listed | all that was found, or nothing
        stopped | 现场停止 | stopped on the spot | everybody leaves
        sos | 求助 | call for help | the agent asked for help
        paper | 生成交接单 | handover paper set | in type, for signature
        tow | 拖运 | tow | left the place where it was taken
        gate_in | 入库 | gate-in | arrived at the yard
        keys | 收到钥匙 | keys received | how many
        moved | 移库 | moved | to another yard
        redemption | 赎车报价 | redemption amount told | valid until it says
        paid | 赎车款到账 | redemption paid | the amount came in
        returned | 物品归还 | belongings returned | whatever is owed
        released | 放还车辆 | vehicle released | back with the borrower
        undone | 撤销收车 | un-repossessed | charges reversed
        to_sale | 转处置 | handed to disposal | its redemption ran out, or it is lawful to sell
        """
    ),
    "ClockUnit": words(
        """
        day | 天 | day | calendar days, the first and the last among them
        hour | 小时 | hour | each hour begun
        """
    ),
    "ChargeKind": words(
        """
        tow | 拖车费 | towing | from the spot to the yard
        storage | 停放费 | storage | by the yard's price list
        transfer | 移库费 | transfer | from yard to yard
        keys | 配钥匙费 | keys | made anew
        other | 其他费用 | other | with a voucher
        """
    ),
    "RedeemBy": words(
        """
        overdue | 逾期金额 | overdue amount | the contract goes on
        whole | 全部欠款 | all that is owed | the contract was ended
        """
    ),
    "UndoReason": words(
        """
        paid_before | 收车前已还款 | paid before it was taken | money came before the taking
        not_lawful | 不合规 | not lawful | a rule was broken
        wrong_vehicle | 车辆有误 | wrong vehicle | another was meant
        court | 法院裁定 | court ruling | a court says so
        """
    ),
}
"""Values of the enums of the spot."""

"""The words of what positions mean (定位含义用词)."""

from huilong.kernel.words import Word, words

MEANING: dict[str, tuple[Word, ...]] = {
    "AlarmKind": words(
        """
        power_cut | 断电 | power cut | the car stopped feeding the device and did not come back
        tampered | 拆动 | tampered with | the device says that somebody touched it
        removed | 设备拆除 | device removed | the device says that it was taken off
        separated | 有线无线分离 | devices apart | two devices of one car are in two places
        silent | 失联 | silent | nothing heard for longer than its rhythm allows
        left_area | 出省 | left its province | stands in an area where it never used to be
        long_stay | 异地久停 | long stay at a new place | stands for days where it never stood
        entered_lot | 进入二押点 | entered a risk lot | stopped at a confirmed second-pledge lot
        overstayed_lot | 二押点久停 | stays at a risk lot | has not left the lot again
        gathered_at_lot | 二押点聚集 | gathering at a risk lot | several financed cars stay at one lot
        """
    ),
    "AlarmReason": words(
        """
        true_alarm | 属实 | true alarm | it is what it looks like
        repair | 维修保养 | repair | the car is or was in a workshop
        device_fault | 设备故障 | device fault | the device is broken or badly fixed
        known_to_us | 已知情 | known to us | the borrower or a colleague told us before
        false_alarm | 误报 | false alarm | nothing was there
        """
    ),
    "PlaceKind": words(
        """
        home | 夜间常驻地 | home | where most of its nights are spent
        work | 日间常驻地 | work | where it stands on working days
        other | 其他 | other | neither
        """
    ),
    "LotState": words(
        """
        proposed | 待认定 | proposed | learned from the fleet, nobody looked yet
        confirmed | 已认定 | confirmed | somebody says it is one; raises alarms
        refused | 已排除 | refused | somebody says it is none
        """
    ),
    "LotReason": words(
        """
        seen | 现场查实 | seen on the spot | somebody was there
        police | 公安通报 | told by the police | known from a case of theirs
        recovered_there | 曾在此收车 | cars recovered there | a car of ours was taken back there
        dealer | 经销商 | dealer | new or used cars are sold there
        workshop | 维修厂 | workshop | cars are repaired there
        housing | 居住区 | housing | people live there
        car_park | 停车场 | car park | an airport, a station, a mall
        not_shown | 依据不足 | not shown | too little speaks for it
        """
    ),
}
"""Values of the enums of `tracking.terms.meaning`."""

"""The words of tracking (定位用词)."""

from huilong.kernel.words import Word, words

TRACKING: dict[str, tuple[Word, ...]] = {
    "DeviceKind": words(
        """
        wired | 有线 | wired | fed by the car, reports often
        wireless | 无线 | wireless | a battery for years, reports about once a day
        """
    ),
    "FixSource": words(
        """
        satellite | 卫星 | satellite | BeiDou, GPS or another constellation
        cell | 基站 | cell | a cell of the mobile network: hundreds of metres off
        wifi | 无线网 | Wi-Fi | access points around it
        """
    ),
    "AlarmBit": words(
        """
        sos | 紧急求助 | SOS | somebody pressed the button
        overspeed | 超速 | overspeed | faster than the device allows
        fatigue | 疲劳驾驶 | fatigue | driven too long
        fault | 设备故障 | fault | a part of the device does not work
        antenna_cut | 天线断开 | antenna cut | the satellite antenna is off or shorted
        undervoltage | 主电欠压 | undervoltage | the car's battery is weak
        power_cut | 主电断开 | power cut | the car no longer feeds the device
        low_battery | 电池电量低 | low battery | the device's own battery is weak
        vibration | 震动 | vibration | shaken while standing
        tamper | 拆动 | tamper | its housing was touched or opened
        removed | 拆除 | removed | taken off where it was fixed
        parked_long | 超时停车 | parked long | stands longer than the device allows
        area_crossed | 进出区域 | area crossed | went in or out of an area set in the device
        stolen | 被盗 | stolen | the car's own alarm says it is being stolen
        illegal_ignition | 非法点火 | illegal ignition | started while it should not be
        illegal_movement | 非法位移 | illegal movement | moved without being started
        collision | 碰撞 | collision | hit something
        rollover | 侧翻 | rollover | lies on its side
        door_forced | 非法开门 | door forced | a door opened while it should not be
        """
    ),
    "LookPurpose": words(
        """
        collect | 催收核实 | collecting | where to find the borrower who is overdue
        recover | 收车 | recovery | where the vehicle is to be recovered
        alarm | 设备报警核查 | looking into an alarm | a device sounded an alarm
        theft | 被盗协查 | theft | the vehicle was reported stolen
        borrower | 应借款人请求 | asked by the borrower | the borrower asks where the vehicle is
        complaint | 投诉核查 | looking into a complaint | a complaint is about the vehicle
        """
    ),
    "LocatingStage": words(
        """
        performing | 正常还款 | performing | nothing is past due
        collateral_alarm | 抵押物报警 | collateral alarm | an alarm about the vehicle is open
        overdue_default | 逾期违约 | overdue | an instalment is past due
        theft_reported | 已报被盗 | reported stolen | the vehicle was reported stolen
        repossession_ordered | 已下收车单 | recovery ordered | a recovery order is live
        """
    ),
    "LookKind": words(
        """
        one | 单车位置 | one vehicle | the latest place of one vehicle
        track | 单车轨迹 | track | where one vehicle was in a period
        fleet | 车队分布 | fleet | all that may be located, at once
        """
    ),
    "Datum": words(
        """
        wgs84 | WGS-84 | WGS-84 | what satellites say; kept
        gcj02 | GCJ-02 | GCJ-02 | what maps published in China count by
        bd09 | BD-09 | BD-09 | what Baidu's maps count by
        """
    ),
    "DeviceState": words(
        """
        online | 在线 | online | heard within the time expected
        silent | 静默 | silent | not heard for longer than expected
        removed | 已拆除 | removed | says it was removed or lost its power
        never | 从未上报 | never heard | bound, and not heard yet
        """
    ),
}
"""Values of tracking's enums."""

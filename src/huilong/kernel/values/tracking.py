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
}
"""Values of tracking's enums."""

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
}
"""Values of tracking's enums."""

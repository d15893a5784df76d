"""What one report tells beside its place (附加信息): attributes, alarms, the cells and access points around it."""

from typing import Any

from huilong.rooms.tracking.terms import AlarmBit

Cell = dict[str, int]


class Found:
    """Gathered while the items of a report are read (读出的内容). `unknown` counts items nobody knows or can read."""

    __slots__ = ("alarms", "attributes", "cells", "model", "unknown", "wifi", "words")

    def __init__(self, model: str = "", attributes: dict[str, Any] | None = None) -> None:
        self.attributes: dict[str, Any] = {} if attributes is None else attributes
        self.alarms: tuple[str, ...] = ()
        self.words: tuple[str, ...] = ()
        self.cells: list[Cell] = []
        self.wifi: list[dict[str, Any]] = []
        self.model = model
        self.unknown = 0

    def sound(self, word: str, alarm: AlarmBit | None) -> None:
        """Note an alarm once, in our word and in that of other tracking software."""
        if word not in self.words:
            self.words += (word,)
        if alarm is not None and alarm.value not in self.alarms:
            self.alarms += (alarm.value,)

    def cell(self, country: int, network: int, area: int, cell: int, signal: int | None = None) -> None:
        """Note a cell of the mobile network (基站): hundreds of metres off, but a trace where no satellite is seen."""
        told = {
            "cellId": cell, "locationAreaCode": area, "mobileCountryCode": country, "mobileNetworkCode": network,
        }  # fmt: skip
        if signal is not None:
            told["signalStrength"] = -abs(signal)  # devices leave out the minus of dBm
        self.cells.append(told)

    def access_point(self, address: str, signal: int) -> None:
        """Note a Wi-Fi access point (无线接入点)."""
        self.wifi.append({"macAddress": address, "signalStrength": signal})

    def finish(self) -> None:
        """Put alarms' words and the network around among the attributes."""
        if self.words:
            self.attributes["alarm"] = ",".join(self.words)
        if self.cells or self.wifi:
            network: dict[str, Any] = {}
            if self.cells:
                network["cellTowers"] = self.cells
            if self.wifi:
                network["wifiAccessPoints"] = self.wifi
            self.attributes["network"] = network

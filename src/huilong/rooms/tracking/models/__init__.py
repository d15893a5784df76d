"""Tables of tracking (定位)."""

from huilong.rooms.tracking.models.desk import Binding, Consent, Device, Heard, Latest, Look, Stranger
from huilong.rooms.tracking.models.meaning import Alarm, Lot, Place, Stay

__all__ = ["Alarm", "Binding", "Consent", "Device", "Heard", "Latest", "Look", "Lot", "Place", "Stay", "Stranger"]

"""Pages of tracking (定位页): the map, devices, alarms, lots, who looked where; the door for Traccar."""

from django.urls import include, path

from huilong.rooms.tracking.web_alarms import doors as alarm_doors
from huilong.rooms.tracking.web_devices import doors as device_doors
from huilong.rooms.tracking.web_hooks import doors as hook_doors
from huilong.rooms.tracking.web_lots import doors as lot_doors
from huilong.rooms.tracking.web_map import doors as map_doors

urlpatterns = [
    path("", include(([*map_doors, *device_doors, *alarm_doors, *lot_doors], "tracking"))),
    path("hooks/positions/", include((hook_doors, "positions"))),
]

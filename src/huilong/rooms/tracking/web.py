"""Pages of tracking (定位页): the map, devices, who looked where; the door for Traccar."""

from django.urls import include, path

from huilong.rooms.tracking.web_devices import doors as device_doors
from huilong.rooms.tracking.web_hooks import doors as hook_doors
from huilong.rooms.tracking.web_map import doors as map_doors

urlpatterns = [
    path("", include(([*map_doors, *device_doors], "tracking"))),
    path("hooks/positions/", include((hook_doors, "positions"))),
]

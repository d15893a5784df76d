"""Pages of tracking (定位页): the map, devices, who looked where; the door for Traccar."""

from django.urls import include, path

from huilong.rooms.tracking.web_hooks import doors as hook_doors

urlpatterns = [
    path("hooks/positions/", include((hook_doors, "positions"))),
]

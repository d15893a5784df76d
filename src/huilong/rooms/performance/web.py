"""Pages of performance (目标与分派页), in one list."""

from django.urls import include, path

from huilong.rooms.performance import web_allocation, web_people, web_plan, web_targets

_doors = [*web_targets.doors, *web_plan.doors, *web_allocation.doors, *web_people.doors]
urlpatterns = [path("", include((_doors, "performance")))]

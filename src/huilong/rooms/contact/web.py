"""Pages of contact (触达页): the workbench."""

from django.urls import include, path

from huilong.rooms.contact.web_desk import doors as desk_doors
from huilong.rooms.contact.web_hooks import doors as hook_doors

urlpatterns = [
    path("desk/", include((desk_doors, "desk"))),
    path("hooks/", include((hook_doors, "hooks"))),
]

"""Pages of contact (触达页): the workbench."""

from django.urls import include, path

from huilong.rooms.contact.web_desk import doors as desk_doors

urlpatterns = [
    path("desk/", include((desk_doors, "desk"))),
]

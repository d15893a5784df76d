"""Pages of contact (触达页), by who works on them."""

from django.urls import include, path

from huilong.rooms.contact.web_lead import doors as lead_doors
from huilong.rooms.contact.web_reassign import doors as reassign_doors

urlpatterns = [path("desk/", include(([*lead_doors, *reassign_doors], "lead")))]

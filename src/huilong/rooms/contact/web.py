"""Pages of contact (触达页): the workbench; templates, messages, bulk sends, call logs; doors for providers."""

from django.urls import include, path

from huilong.rooms.contact.web_batches import doors as batch_doors
from huilong.rooms.contact.web_calls import doors as call_doors
from huilong.rooms.contact.web_desk import doors as desk_doors
from huilong.rooms.contact.web_hooks import doors as hook_doors
from huilong.rooms.contact.web_lead import doors as lead_doors
from huilong.rooms.contact.web_messages import doors as message_doors
from huilong.rooms.contact.web_reassign import doors as reassign_doors
from huilong.rooms.contact.web_templates import doors as template_doors

_doors = [*message_doors, *template_doors, *batch_doors, *call_doors]
urlpatterns = [
    path("contact/", include((_doors, "contact"))),
    path("desk/", include(([*lead_doors, *reassign_doors], "lead"))),
    path("desk/", include((desk_doors, "desk"))),
    path("hooks/", include((hook_doors, "hooks"))),
]

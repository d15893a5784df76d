"""Pages of repossession (收车页)."""

from huilong.rooms.repossession import web_field

urlpatterns = [*web_field.urlpatterns]

"""Pages of agencies (委外机构页)."""

from huilong.rooms.agencies import web_prices, web_rating

urlpatterns = [*web_rating.urlpatterns, *web_prices.urlpatterns]

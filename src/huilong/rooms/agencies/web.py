"""Pages of agencies (委外机构页)."""

from huilong.rooms.agencies import web_placements, web_portal, web_prices, web_rating, web_register

urlpatterns = [
    *web_register.urlpatterns,
    *web_placements.urlpatterns,
    *web_portal.urlpatterns,
    *web_rating.urlpatterns,
    *web_prices.urlpatterns,
]

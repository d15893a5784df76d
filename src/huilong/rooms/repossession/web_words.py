"""What the form of an order asks in words (申请表用词)."""

from django.utils.translation import gettext_lazy as _

VOUCHED_WORDS = {
    "written_security_contract": _("There is a written security contract"),
    "vin_matches_contract": _("The VIN is that of the contract"),
    "mortgage_registered": _("The mortgage is registered"),
    "registry_search_done": _("The registers were searched"),
    "main_debt_limitation_expired": _("The claim is past limitation"),
    "other_creditor_preserved_or_enforced": _("Another creditor has seized or enforces"),
    "vehicle_transferred": _("The car was transferred"),
    "third_party_status_checked": _("The third party's standing was checked"),
    "buyer_exception_applies": _("An exception for buyers applies"),
    "claims_all_rent": _("All rent is claimed"),
    "claims_termination": _("Termination and return are claimed"),
    "owner_refuses": _("The owner has refused"),
}
"""Each fact of the law that the asker answers yes, no, or leaves open."""

PAPERS = {
    "paper": _("Signed paper"), "identity": _("Identity"), "video": _("Video"), "inventory": _("Inventory"),
}  # fmt: skip
"""The papers of a ground."""

CHANNELS = {
    "letter": _("Letter"), "registered": _("Registered letter"), "sms": _("SMS"), "email": _("E-mail"),
    "visit": _("Visit"), "court": _("By the court"),
}  # fmt: skip
"""How a statutory notice may be sent."""

SERVICES = {
    "handover_pickup": _("Collection on handover"), "court_escort": _("Escort of a court"), "tow_only": _("Tow only"),
}  # fmt: skip
"""Services of the shipped price list; others show by their code."""

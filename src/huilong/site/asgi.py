"""The ASGI entry (实时入口): what granian serves beside the pages. No Django view runs here."""

import os
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from huilong.site.live.app import Live

os.environ["HUILONG_DATABASE_ROLE"] = "web"  # whichever server loads this: readers are bound by row-level security
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huilong.site.settings")
django.setup()


def _live() -> "Live":
    from django.db import connections

    from huilong.site.live.app import Live
    from huilong.site.live.wire import place_of

    return Live(lambda: place_of(connections["default"].settings_dict))


application = _live()

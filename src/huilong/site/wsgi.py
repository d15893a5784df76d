"""The WSGI entry (网页入口): what granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["HUILONG_DATABASE_ROLE"] = "web"  # whichever server loads this: pages are bound by row-level security
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huilong.site.settings")

application = get_wsgi_application()

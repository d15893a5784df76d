"""The WSGI entry (网页入口): what granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huilong.site.settings")

application = get_wsgi_application()

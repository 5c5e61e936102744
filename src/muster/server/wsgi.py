"""The application as a WSGI server runs it: `muster.server.wsgi:application`."""

import os

from muster.server.received import counting
from muster.server.secret_key import kept_secret_key

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.server.settings")
os.environ.setdefault("MUSTER_SECRET_KEY", kept_secret_key())

from django.core.wsgi import get_wsgi_application

application = counting(get_wsgi_application())

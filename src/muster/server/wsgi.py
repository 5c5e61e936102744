"""The application as a WSGI server runs it: `muster.server.wsgi:application`."""

import os

from muster.server.received import counting
from muster.server.secret_key import kept_secret_key
from muster.worker.parent import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.server.settings")
os.environ.setdefault("MUSTER_SECRET_KEY", kept_secret_key())

from django.core.wsgi import get_wsgi_application

end_with_parent()
application = counting(get_wsgi_application())

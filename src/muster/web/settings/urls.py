"""Pages that set what an environment does, below `e/<environment>/settings/`."""

from django.urls import path

from muster.web.settings import general

urlpatterns = [
    path("", general.settings, name="settings"),
]

"""Pages about imports, below `e/<environment>/imports/`."""

from django.urls import path

from muster.web.imports import history

urlpatterns = [
    path("", history.imports, name="imports"),
]

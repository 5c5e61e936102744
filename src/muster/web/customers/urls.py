"""Pages about customers, below `e/<environment>/customers/`."""

from django.urls import path

from muster.web.customers import listing

urlpatterns = [
    path("", listing.customers, name="customers"),
]

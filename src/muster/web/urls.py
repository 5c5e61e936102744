"""Every page there is. Who may see it stands before its view (`access.py`)."""

from django.urls import URLPattern, URLResolver, include, path

from muster.web import errors, home
from muster.web.account import urls as account
from muster.web.customers import urls as customers
from muster.web.imports import links
from muster.web.imports import urls as imports
from muster.web.settings import new_environment
from muster.web.settings import urls as settings

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("first-run/<code>/", home.first_run, name="first_run"),
    path("invitation/<token>/", home.invitation, name="invitation"),
    path("imports/<int:import_id>/", links.to_import, name="mailed_import"),
    path("imports/<int:import_id>/correction-file/", links.to_correction_file, name="mailed_correction_file"),
    path("imports/<int:import_id>/undo/", links.to_undo, name="mailed_undo"),
    path("account/", include(account)),
    path("environments/new/", new_environment.new_environment, name="new_environment"),
    path("e/<int:environment_id>/customers/", include(customers)),
    path("e/<int:environment_id>/imports/", include(imports)),
    path("e/<int:environment_id>/settings/", include(settings)),
]

handler400 = errors.bad_request
handler403 = errors.not_allowed
handler404 = errors.not_found
handler500 = errors.our_mistake
handler429 = errors.too_often  # asked for by the library for signing in

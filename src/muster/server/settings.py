"""Django's settings: what its schema and pages need, from Muster's own settings.

Which database is migrated is put in by `muster.environments.migrate`.
"""

SECRET_KEY = "muster"  # noqa: S105  no page is served and nothing is signed with it yet
INSTALLED_APPS = ["muster.environments", "muster.imports", "muster.customers"]
DATABASES: dict[str, dict[str, object]] = {}
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

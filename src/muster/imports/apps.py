from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Every import with its files, and the mails that tell of it."""

    name = "muster.imports"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class EnvironmentsConfig(AppConfig):
    """Whose customers these are, and how they want them read."""

    name = "muster.environments"
    default_auto_field = "django.db.models.BigAutoField"

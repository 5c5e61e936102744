from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """The customers and their journal."""

    name = "muster.customers"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, style sheets and scripts of the pages."""

    name = "muster.web"

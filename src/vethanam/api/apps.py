from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The HTTP interface; the label is the room's name."""

    name = "vethanam.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

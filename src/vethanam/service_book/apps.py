from django.apps import AppConfig


class ServiceBookConfig(AppConfig):
    """The service book; the label is the room's name."""

    name = "vethanam.service_book"
    label = "service_book"
    default_auto_field = "django.db.models.BigAutoField"

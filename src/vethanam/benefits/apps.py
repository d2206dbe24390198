from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    """Benefits; the label is the room's name."""

    name = "vethanam.benefits"
    label = "benefits"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Privacy; the label is the room's name."""

    name = "vethanam.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"

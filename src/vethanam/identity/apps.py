from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Accounts; the label is the room's name."""

    name = "vethanam.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"

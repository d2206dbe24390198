from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Messaging; the label is the room's name."""

    name = "vethanam.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"

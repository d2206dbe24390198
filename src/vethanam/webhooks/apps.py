from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Webhooks; the label is the room's name."""

    name = "vethanam.webhooks"
    label = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"

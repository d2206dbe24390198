from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The log; the label is the room's name."""

    name = "vethanam.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

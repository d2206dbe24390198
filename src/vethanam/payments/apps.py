from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Payments; the label is the room's name."""

    name = "vethanam.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Orders; the label is the room's name."""

    name = "vethanam.orders"
    label = "orders"
    default_auto_field = "django.db.models.BigAutoField"

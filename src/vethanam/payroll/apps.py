from django.apps import AppConfig


class PayrollConfig(AppConfig):
    """Payroll; the label is the room's name."""

    name = "vethanam.payroll"
    label = "payroll"
    default_auto_field = "django.db.models.BigAutoField"

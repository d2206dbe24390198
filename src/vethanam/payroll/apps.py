from django.apps import AppConfig


class PayrollConfig(AppConfig):
    """Django app of payroll. The label is the room's name."""

    name = "vethanam.payroll"
    label = "payroll"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People; the label is the room's name."""

    name = "vethanam.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The wiring; its one table says what kind of database this is."""

    name = "vethanam.site"
    label = "site"
    default_auto_field = "django.db.models.BigAutoField"

"""The web room has no tables; starting it makes its Malayalam catalogue ready."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages; the label is the room's name."""

    name = "vethanam.web"
    label = "web"

    def ready(self) -> None:
        """Compile what translators changed since the last start."""
        from vethanam.web import catalogue, checks  # noqa: F401 - registers the checks

        catalogue.compile_stale()

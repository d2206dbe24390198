"""The web room has no tables; at start it compiles its Malayalam catalogue."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages; the label is the room's name."""

    name = "vethanam.web"
    label = "web"

    def ready(self) -> None:
        """Compile the catalogues that changed since the last start."""
        from vethanam.web import checks  # noqa: F401 - registers the checks
        from vethanam.web.parts import translations

        translations.compile_stale()

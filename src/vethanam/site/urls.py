"""The URLs of all faces, and those of a monitor."""

from django.urls import include, path

from vethanam.site.health import health, ready
from vethanam.site.metrics import metrics

urlpatterns = [
    path("health", health),
    path("ready", ready),
    path("metrics", metrics),
    path("api/", include("vethanam.api.urls")),
    path("", include("vethanam.web.urls")),
]

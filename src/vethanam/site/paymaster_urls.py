"""The addresses of the paymaster's own pages."""

from django.urls import include, path

from vethanam.site.health import health

urlpatterns = [
    path("health", health),
    path("", include("vethanam.web.paymaster.urls")),
]

"""The addresses of all pages; each face brings its own."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []
if find_spec("vethanam.web.urls"):
    urlpatterns.append(path("", include("vethanam.web.urls")))

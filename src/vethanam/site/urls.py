"""The addresses of all pages; each face brings its own."""

from django.urls import include, path

urlpatterns = [path("", include("vethanam.web.urls"))]

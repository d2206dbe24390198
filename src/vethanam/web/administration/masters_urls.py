"""The addresses of masters, for an administrator and, in :mod:`figures_urls`, for finance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.people.models import Role
from vethanam.web.administration import masters_views as views
from vethanam.web.parts.access import officer


def addresses(*roles: str) -> list[URLPattern]:
    """The pages of masters for these roles."""

    def shown(view: Callable[..., HttpResponse]) -> Any:
        return officer(*roles)(require_GET(view))

    def asked(view: Callable[..., HttpResponse]) -> Any:
        return officer(*roles)(require_http_methods(["GET", "POST"])(view))

    return [
        path("", shown(views.list_kinds), name="kinds"),
        path("import/", asked(views.importing), name="importing"),
        path("template.xlsx", shown(views.template), name="template"),
        path("standing.xlsx", shown(views.standing), name="standing"),
        path("proposals/<int:number>/", asked(views.proposal), name="proposal"),
        path("<str:kind>/", shown(views.list_masters), name="kind"),
        path("<str:kind>/sheet.csv", shown(views.sheet), name="sheet"),
        path("<str:kind>/enter/", asked(views.enter), name="enter"),
        path("<str:kind>/close/", asked(views.close), name="close"),
    ]


app_name = "masters"
urlpatterns = addresses(Role.ADMINISTRATOR)

"""The routes: one per act, one per view, public data, the description.

All but the public ones need a token.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer

from vethanam.acts.registry import acts, views
from vethanam.api import dci, g2p_connect, public, sign_in
from vethanam.api.description import OWN, Schemas, of_act, of_list, of_view
from vethanam.api.rate_limit import is_too_often
from vethanam.api.responses import (
    FORBIDDEN,
    TOO_OFTEN,
    UNAUTHORISED,
    OtherKind,
    act_response,
    in_json,
    list_response,
    not_there,
    prepare_response,
    said,
    view_response,
)
from vethanam.identity.models import Token
from vethanam.identity.tokens import token_of
from vethanam.journal.business_time import business_now
from vethanam.people.accounts import needs_second_factor
from vethanam.people.queries import hats_of

_schemas = Schemas()


class TooOften(Exception):
    """The account is over its rate limit."""


class NotStrong(Exception):
    """The token was issued after a password alone, and the account now needs a second factor."""


class Bearer(HttpBearer):
    """Authenticates by the token in the header and counts the request; a session is ignored."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The token, if it is in force, else None; that of a program ends with the program."""
        found = token_of(token)
        if found is not None and found.is_machine and not hats_of(found.account_id, business_now()[0]):
            return None
        if found is not None and is_too_often(found.account_id):
            raise TooOften
        if found is not None and not found.is_strong:
            at, is_sample = business_now()
            if needs_second_factor(found.account_id, at, is_sample=is_sample):
                raise NotStrong
        return found


class Described(NinjaAPI):
    """The API with the schemas of acts and views in its description."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The whole OpenAPI description."""
        schema = super().get_openapi_schema(**options)
        components = schema.setdefault("components", {})
        components.setdefault("schemas", {}).update(_schemas.components | OWN)
        return schema


api = Described(
    title="Vethanam",
    version="1",
    description="Acts and views of an installation, by token; public data without one.",
    auth=Bearer(),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)


@api.exception_handler(TooOften)
def _too_often(request: HttpRequest, error: Exception) -> HttpResponse:
    answer = said(TOO_OFTEN, "asked_too_often", most=settings.VETHANAM_API_PER_MINUTE)
    answer["Retry-After"] = str(60 - timezone.now().second)
    return answer


@api.exception_handler(RequestDataTooBig)
@api.exception_handler(OtherKind)
def _said_by_route(request: HttpRequest, error: Exception) -> HttpResponse:
    raise error


@api.exception_handler(NotStrong)
def _not_strong(request: HttpRequest, error: Exception) -> HttpResponse:
    return said(FORBIDDEN, "second_factor_missing")


@api.exception_handler(AuthenticationError)
def _unauthorised(request: HttpRequest, error: Exception) -> HttpResponse:
    answer = said(UNAUTHORISED, "token_needed")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _route(
    answer: Callable[[HttpRequest, str], HttpResponse], name: str
) -> Callable[[HttpRequest], HttpResponse]:
    def route(request: HttpRequest) -> HttpResponse:
        return answer(request, name)

    route.__name__ = f"{answer.__name__}_{name}"
    return route


def _list_route(name: str) -> Callable[[HttpRequest, str], HttpResponse]:
    def route(request: HttpRequest, ending: str) -> HttpResponse:
        return list_response(request, name, ending)

    route.__name__ = f"list_response_{name}"
    return route


for _act in acts().values():
    api.post(
        f"/acts/{_act.name}",
        operation_id=f"act_{_act.name}",
        summary=_act.title,
        description=_act.about,
        tags=["acts"],
        openapi_extra=of_act(_act, _schemas),
    )(_route(act_response, _act.name))
    if _act.prepares is not None:
        api.post(
            f"/acts/{_act.name}/prepare",
            operation_id=f"prepare_{_act.name}",
            summary=f"{_act.title}: what is signed",
            tags=["acts"],
            openapi_extra=of_act(_act, _schemas, done="Prepared"),
        )(_route(prepare_response, _act.name))
for _view in views().values():
    api.get(
        f"/views/{_view.name}",
        operation_id=f"view_{_view.name}",
        summary=_view.title,
        description=_view.about,
        tags=["views"],
        openapi_extra=of_view(_view, _schemas),
    )(_route(view_response, _view.name))
for _view in views().values():
    if _view.rows:
        api.get(
            f"/lists/{_view.name}.{{ending}}",
            operation_id=f"list_{_view.name}",
            summary=f"{_view.title}: as a file",
            description=(
                "The whole list as csv, xlsx or parquet. q narrows it by words, order sorts by a column."
            ),
            tags=["lists"],
            openapi_extra=of_list(_view, _schemas),
        )(_list_route(_view.name))

api.add_router("/public", public.router)
api.add_router("", sign_in.router)
api.add_router("", dci.router)
api.add_router("", g2p_connect.router)
sign_in.described_models(_schemas)

_routes, _app, _namespace = api.urls
for _one in _routes:
    assert _one.callback is not None  # noqa: S101  (each is a path of ninja's)
    _one.callback = in_json(_one.callback)
urlpatterns = [path("", (_routes, _app, _namespace)), re_path("", csrf_exempt(not_there))]

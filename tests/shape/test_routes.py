"""Every route says who may open it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from ninja import Router
from ninja.operation import Operation, PathView

from vethanam.api.urls import api


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, path)
        else:
            yield path, pattern


def test_every_route_says_who_may_open_it() -> None:
    """Our own views carry an ``access``; allauth's decide themselves and are mounted one by one; the
    API asks for a token.
    """
    silent = [
        path
        for path, pattern in routes(get_resolver())
        if not hasattr(pattern.callback, "access")
        and not pattern.callback.__module__.startswith("allauth.")
        and not path.startswith("api/")
    ]
    assert silent == []


def test_every_route_of_the_interface_asks_for_a_token_but_the_public_ones() -> None:
    open_ones = {
        path
        for path, view, router in _operations()
        if any(_is_open(operation, router) for operation in view.operations)
    }
    assert api.auth, "operations without an own rule take the one of the interface"
    assert open_ones == {
        path
        for path, _view, _router in _operations()
        if path.startswith(("/public/", "/sign-in", "/activate"))
    }


def _is_open(operation: Operation, router: Router) -> bool:
    """Whether an operation asks for no token; without a rule of its own or its router's it takes the
    interface's.
    """
    return operation.auth_param is None or (router.auth is None and operation.auth_callbacks == [])


def _operations() -> Iterator[tuple[str, PathView, Router]]:
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            yield f"{prefix}{path}", view, router


def test_what_allauth_would_do_with_e_mail_is_not_mounted() -> None:
    mounted = " ".join(path for path, _ in routes(get_resolver()))
    assert "email" not in mounted
    assert "password/reset" not in mounted
    assert "signup" not in mounted

"""Every route says who may open it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, path)
        else:
            yield path, pattern


def test_every_route_says_who_may_open_it() -> None:
    """Our own views carry an ``access``; allauth's decide themselves and are mounted one by one."""
    silent = [
        path
        for path, pattern in routes(get_resolver())
        if not hasattr(pattern.callback, "access") and not pattern.callback.__module__.startswith("allauth.")
    ]
    assert silent == []


def test_what_allauth_would_do_with_e_mail_is_not_mounted() -> None:
    mounted = " ".join(path for path, _ in routes(get_resolver()))
    assert "email" not in mounted
    assert "password/reset" not in mounted
    assert "signup" not in mounted

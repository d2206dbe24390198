"""The client's address behind the installation's own proxies; headers from anyone else are ignored."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

type Network = ipaddress.IPv4Network | ipaddress.IPv6Network
type Answer = Callable[[HttpRequest], HttpResponseBase]


def client_address(peer: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """The client's address; empty if our proxy does not report it.

    Each proxy appends its peer to ``X-Forwarded-For``, so the client is the first address from the right that
    is none of our proxies. Anything left of it was written by the client. An IPv4 address that a server or
    proxy on IPv6 reports is that IPv4 address: as IPv6 ones all of them would lie in one network.
    """
    if not _is_within(peer, proxies):
        return str(_parsed(peer) or peer)
    for hop in reversed([part.strip() for part in forwarded.split(",")]):
        if not _is_within(hop, proxies):
            return str(_parsed(hop) or "")
    return ""


def with_client_address(answer: Answer) -> Answer:
    """Middleware: set ``request.client_address``, ``REMOTE_ADDR`` if known, and the scheme of the browser.

    It removes the proxies' headers, so that later code cannot read them.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        peer, speaks = request.META.get("REMOTE_ADDR", ""), request.META.pop("HTTP_X_FORWARDED_PROTO", "")
        if speaks == "https" and _is_within(peer, settings.VETHANAM_PROXIES):
            request.META["wsgi.url_scheme"] = speaks
        found = client_address(
            peer,
            request.META.pop("HTTP_X_FORWARDED_FOR", ""),
            settings.VETHANAM_PROXIES,
        )
        request.client_address = found  # type: ignore[attr-defined]
        if found:
            request.META["REMOTE_ADDR"] = found
        return answer(request)

    return middleware


def _is_within(address: str, networks: Sequence[Network]) -> bool:
    found = _parsed(address)
    return found is not None and any(found in network for network in networks)


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found

"""Finds the address of the client behind the installation's own proxies, and of nobody else's header."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

type Network = ipaddress.IPv4Network | ipaddress.IPv6Network
type Answer = Callable[[HttpRequest], HttpResponseBase]


def client_address(peer: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """The client's address; empty where a proxy of ours does not say it.

    Each proxy adds its peer at the right of ``X-Forwarded-For``, so the first address from the right that is none of
    our proxies is the client. What stands left of it the client wrote itself. A header from anybody else is not read.
    """
    if not _is_within(peer, proxies):
        return peer
    for hop in reversed([part.strip() for part in forwarded.split(",")]):
        if not _is_within(hop, proxies):
            return hop if _parsed(hop) else ""
    return ""


def with_client_address(answer: Answer) -> Answer:
    """Set ``request.client_address``, and ``REMOTE_ADDR`` to it where it is known; no later part reads the header."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        found = client_address(
            request.META.get("REMOTE_ADDR", ""),
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

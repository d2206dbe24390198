"""The counted address is the client's behind our proxies, for any header the client writes."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from vethanam.site.client_address import client_address, with_client_address

PROXIES = (ip_network("127.0.0.1"), ip_network("::1"), ip_network("10.0.7.0/24"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("::ffff:127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.7.2", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, not an address, 10.0.7.2", ""),
        ("127.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("127.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "", "203.0.113.9"),
        ("127.0.0.1", "127.0.0.1", ""),
        ("127.0.0.1", "", ""),
    ],
)
def test_the_first_from_the_right_that_is_no_proxy(peer: str, forwarded: str, found: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == found


def test_no_later_part_reads_the_header() -> None:
    request = HttpRequest()
    request.META.update(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.9")
    with_client_address(lambda _: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == "203.0.113.9"
    assert request.client_address == "203.0.113.9"  # type: ignore[attr-defined]
    assert "HTTP_X_FORWARDED_FOR" not in request.META


@pytest.mark.parametrize(
    ("peer", "said", "is_secure"),
    [("127.0.0.1", "https", True), ("127.0.0.1", "http", False), ("203.0.113.9", "https", False)],
)
def test_https_is_believed_from_our_proxies_alone(peer: str, said: str, is_secure: bool) -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-Proto": said}, REMOTE_ADDR=peer)
    with_client_address(lambda _: HttpResponse())(request)
    assert request.is_secure() is is_secure
    assert "HTTP_X_FORWARDED_PROTO" not in request.META

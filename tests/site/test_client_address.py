"""The counted address is the client's behind our proxies, for any header the client writes."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.http import HttpRequest, HttpResponse

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
    assert request.META["REMOTE_ADDR"] == "203.0.113.9" == request.client_address  # type: ignore[attr-defined]
    assert "HTTP_X_FORWARDED_FOR" not in request.META

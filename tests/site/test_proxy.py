"""The printed proxy configuration unchanged: a person signs in through it over HTTPS."""

from __future__ import annotations

import http.client
import sys
import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import World
from tests.site.proxied import HOST, Browser, Ports, nginx_before, running, wait_for
from vethanam.identity.models import Account
from vethanam.site.processes import free_port, web_command

PASSWORD = "mango-boat-7-lamps"

pytestmark = pytest.mark.debian("nginx", "openssl")


@pytest.fixture
def behind_nginx(world: World, tmp_path: Path) -> Iterator[Ports]:
    """nginx before a web process of this test's world."""
    pages = free_port()
    environment = {**world.env, "VETHANAM_ROLE": "web", "VETHANAM_HTTPS": "1"}
    with (
        running(web_command(Path(sys.executable), pages), environment),
        nginx_before(pages, tmp_path) as ports,
    ):
        wait_for(f"http://127.0.0.1:{pages}/health")
        yield ports


def test_a_person_signs_in_through_the_printed_proxy(behind_nginx: Ports, tmp_path: Path) -> None:
    Account.objects.create_user("anitha", PASSWORD)
    browser = Browser(tmp_path / "fullchain.pem", behind_nginx.secure)
    browser.submit("/sign-in/password/", login="anitha", password=PASSWORD)
    assert "anitha" in browser.get("/account/")


def test_what_a_monitor_asks_stays_inside(behind_nginx: Ports, tmp_path: Path) -> None:
    browser = Browser(tmp_path / "fullchain.pem", behind_nginx.secure)
    for path in ("/metrics", "/health", "/ready"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            browser.get(path)
        with refused.value as answer:
            assert answer.code == 404


def test_who_comes_without_https_is_sent_there(behind_nginx: Ports) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", behind_nginx.plain, timeout=10)
    connection.request("GET", "/account/?a=1", headers={"Host": HOST})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/account/?a=1")
    connection.close()

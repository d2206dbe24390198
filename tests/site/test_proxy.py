"""The printed proxy configuration, as it stands: a person signs in through it over HTTPS."""

from __future__ import annotations

import contextlib
import http.cookiejar
import re
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.conftest import World
from vethanam.identity.models import Account
from vethanam.site.processes import free_port, web_command

SNIPPET = Path(__file__).resolve().parents[2] / "deploy" / "nginx" / "vethanam.conf"
HOST = "pay.example.gov.in"
PASSWORD = "mango-boat-7-lamps"

pytestmark = pytest.mark.debian("nginx", "openssl")


@contextlib.contextmanager
def running(command: list[str], environment: dict[str, str] | None = None) -> Iterator[None]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def behind_nginx(world: World, tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Ports of nginx (HTTPS and HTTP) before a web process of this test's world."""
    pages, secure, plain = free_port(), free_port(), free_port()
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
            "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", tmp_path / "key.pem", "-out", tmp_path / "fullchain.pem",
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    text = SNIPPET.read_text(encoding="utf-8").replace("/etc/ssl/vethanam", str(tmp_path))
    for written, ours in (
        ("listen 443", f"listen {secure}"),
        ("listen 80", f"listen {plain}"),
        (":8000", f":{pages}"),
    ):
        assert text.count(written) == 1
        text = text.replace(written, ours)
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{ }}\n"
        f"http {{ access_log off; client_body_temp_path {tmp_path}/body; proxy_temp_path {tmp_path}/proxy;\n{text} }}\n",
        encoding="ascii",
    )
    nginx = ["nginx", "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "error.log")]
    subprocess.run([*nginx, "-t"], check=True, capture_output=True)
    environment = {**world.env, "VETHANAM_ROLE": "web", "VETHANAM_HTTPS": "1"}
    with running(web_command(Path(sys.executable), pages), environment), running(nginx):
        wait_for(f"http://127.0.0.1:{pages}/health")
        yield secure, plain


def wait_for(address: str) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=5).close()
            return
        time.sleep(0.1)
    pytest.fail(f"{address} does not answer")


class Browser:
    """Cookies, the certificate's name, and addresses that lead to this machine."""

    def __init__(self, certificate: Path, port: int) -> None:
        self.port = port
        context = ssl.create_default_context(cafile=str(certificate))
        context.check_hostname = False
        jar = http.cookiejar.CookieJar(policy=http.cookiejar.DefaultCookiePolicy(secure_protocols=("https",)))
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context), urllib.request.HTTPCookieProcessor(jar)
        )

    def get(self, path: str) -> str:
        return self._ask(urllib.request.Request(self._address(path), headers={"Host": HOST}))

    def post(self, path: str, **fields: str) -> str:
        origin = {"Host": HOST, "Origin": f"https://{HOST}", "Referer": f"https://{HOST}{path}"}
        return self._ask(urllib.request.Request(self._address(path), urlencode(fields).encode(), origin))

    def _address(self, path: str) -> str:
        return f"https://127.0.0.1:{self.port}{path}"

    def _ask(self, request: urllib.request.Request) -> str:
        with self._opener.open(request, timeout=30) as answer:
            return str(answer.read().decode())


def test_a_person_signs_in_through_the_printed_proxy(behind_nginx: tuple[int, int], tmp_path: Path) -> None:
    Account.objects.create_user("anitha", PASSWORD)
    browser = Browser(tmp_path / "fullchain.pem", behind_nginx[0])
    form = browser.get("/sign-in/password/")
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', form))
    browser.post("/sign-in/password/", login="anitha", password=PASSWORD, csrfmiddlewaretoken=token)
    assert "anitha" in browser.get("/account/")


def test_what_a_monitor_asks_stays_inside(behind_nginx: tuple[int, int], tmp_path: Path) -> None:
    browser = Browser(tmp_path / "fullchain.pem", behind_nginx[0])
    for path in ("/metrics", "/health", "/ready"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            browser.get(path)
        with refused.value as answer:
            assert answer.code == 404

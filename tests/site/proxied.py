"""nginx with the printed configuration and its own certificate, and a browser for it."""

from __future__ import annotations

import contextlib
import http.cookiejar
import re
import socket
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from vethanam.site.processes import free_port

SNIPPET = Path(__file__).resolve().parents[2] / "deploy" / "nginx" / "vethanam.conf"
HOST = "pay.example.gov.in"


@contextlib.contextmanager
def running(
    command: list[str],
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
    *,
    standard_input: bool = False,
) -> Iterator[subprocess.Popen[bytes]]:
    """A program, ended afterwards."""
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=folder,
        stdin=subprocess.PIPE if standard_input else None,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        if process.stdin is not None:
            process.stdin.close()
        process.wait(60)


@dataclass(frozen=True, slots=True)
class Ports:
    """Where nginx listens."""

    secure: int
    plain: int


@contextlib.contextmanager
def nginx_before(pages: int, folder: Path) -> Iterator[Ports]:
    """nginx before the pages at a port; its files and the certificate lie in the folder."""
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
            "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", folder / "key.pem", "-out",
            folder / "fullchain.pem",
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    for _ in range(5):  # another program may take a free port before nginx does
        ports = Ports(free_port(), free_port())
        _write_configuration(folder, pages, ports)
        nginx = ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
        with running(nginx) as process:
            if _listens(process, folder, ports):
                yield ports
                return
    pytest.fail((folder / "error.log").read_text(encoding="utf-8"))


def _write_configuration(folder: Path, pages: int, ports: Ports) -> None:
    text = SNIPPET.read_text(encoding="utf-8")
    for place in ("/etc/ssl/vethanam", "/var/log/nginx"):
        text = text.replace(place, str(folder))
    for written, ours in (
        ("listen 443", f"listen {ports.secure}"),
        ("listen 80", f"listen {ports.plain}"),
        (":8000", f":{pages}"),
    ):
        assert written in text
        text = text.replace(written, ours)
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{ }}\n"
        f"http {{ access_log off; client_body_temp_path {folder}/body; "
        f"proxy_temp_path {folder}/proxy;\n{text} }}\n",
        encoding="ascii",
    )


def _listens(process: subprocess.Popen[bytes], folder: Path, ports: Ports) -> bool:
    """nginx binds all its ports before it writes its pid file, or it ends."""
    pid = folder / "pid"
    for _ in range(600):
        if process.poll() is not None:
            return False
        if pid.exists() and pid.read_text(encoding="ascii").strip() == str(process.pid):
            wait_for_port(ports.secure)
            return True
        time.sleep(0.1)
    return False


def wait_for_port(port: int) -> None:
    """Wait until a port accepts connections."""
    for _ in range(600):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 5).close()
            return
        time.sleep(0.1)
    pytest.fail(f"Nobody listens at port {port}.")


def wait_for(address: str) -> None:
    """Wait until a URL answers."""
    for _ in range(600):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=5).close()
            return
        time.sleep(0.1)
    pytest.fail(f"{address} does not answer")


class Browser:
    """Cookies, the certificate's name, and URLs resolved to this machine."""

    def __init__(self, certificate: Path, port: int) -> None:
        self.port = port
        context = ssl.create_default_context(cafile=str(certificate))
        context.check_hostname = False
        jar = http.cookiejar.CookieJar(policy=http.cookiejar.DefaultCookiePolicy(secure_protocols=("https",)))
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context), urllib.request.HTTPCookieProcessor(jar)
        )

    def get(self, path: str) -> str:
        """The page at a path."""
        return self._ask(urllib.request.Request(self._address(path), headers={"Host": HOST}))

    def submit(self, path: str, **fields: str) -> str:
        """Fill and submit the form at a path; returns the next page."""
        (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path)))
        sent = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        origin = {"Host": HOST, "Origin": f"https://{HOST}", "Referer": f"https://{HOST}{path}"}
        return self._ask(urllib.request.Request(self._address(path), sent, origin))

    def _address(self, path: str) -> str:
        return f"https://127.0.0.1:{self.port}{path}"

    def _ask(self, request: urllib.request.Request) -> str:
        with self._opener.open(request, timeout=30) as answer:
            return str(answer.read().decode())

"""The paymaster's page for tests: a client in its role, and a process of its own for a browser."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.test import Client, override_settings

from tests.conftest import World
from vethanam.site import paymaster_settings
from vethanam.site.processes import free_port

SETTINGS: dict[str, Any] = {
    name: getattr(paymaster_settings, name) for name in dir(paymaster_settings) if name.isupper()
}
SCRIPT = """
import os, sys
from datetime import datetime
import django
django.setup()
from vethanam.acts import executor
from vethanam.site.paymaster import pages, serving
executor.business_now = lambda: (datetime.fromisoformat(sys.argv[2]), False)
with serving(pages(), int(sys.argv[1])):
    sys.stdin.read()
"""


class PaymasterClient:
    """A browser without JavaScript on the paymaster's page, whose process has the role of the paymaster."""

    def __init__(self, world: World) -> None:
        self._world, self._client = world, Client(headers={"host": "pay.localhost:8100"})

    def post(self, given: Mapping[str, str]) -> Any:
        """Send a form to the page."""
        with override_settings(**SETTINGS), self._world.role("paymaster"):
            return self._client.post("/sign", given)

    def asked(self, given: Mapping[str, str]) -> dict[str, Any]:
        """The request to the browser on the page that a form opens."""
        answer = self.post(given)
        assert answer.status_code == 200, answer.content.decode()
        return asked_on(answer.content.decode())


def asked_on(page: str) -> dict[str, Any]:
    """The request to the browser in a page."""
    text = page.partition('<script id="asked" type="application/json">')[2].partition("</script>")[0]
    found: dict[str, Any] = json.loads(text)
    return found


@contextmanager
def paymaster_process(world: World, now: datetime) -> Iterator[str]:
    """A process of the paymaster that serves its page at an instant; its origin, which the pages know too."""
    port = free_port()
    origin = f"http://pay.localhost:{port}"
    environment = {**world.env, "VETHANAM_ROLE": "paymaster", "VETHANAM_PAYMASTER_ORIGIN": origin}
    command = [sys.executable, "-c", SCRIPT, str(port), now.isoformat()]
    policy = settings.SECURE_CSP | {"form-action": ["'self'", origin]}
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as process:
        try:
            _wait_for(port, process)
            with override_settings(VETHANAM_PAYMASTER_ORIGIN=origin, SECURE_CSP=policy):
                yield origin
        finally:
            process.kill()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the paymaster's process ended"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the paymaster's page does not answer")

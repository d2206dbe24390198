"""As much of a browser as an officer needs: signs in, opens a page, sends its form."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Browser:
    """One officer at one installation's pages."""

    address: str
    _open: urllib.request.OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def sign_in(self, name: str, password: str) -> str:
        """Sign in; the page after it."""
        return self.send("/sign-in/", login=name, password=password)

    def get(self, path: str) -> str:
        """A page."""
        return self.read(path).decode()

    def read(self, path: str) -> bytes:
        """The response: a page, a paper, a file."""
        with self._open.open(self.address + path, timeout=240) as answer:
            return bytes(answer.read())

    def send(self, path: str, **typed: str) -> str:
        """Open a page and send the form on it; the page after it."""
        found = _TOKEN.search(self.get(path))
        assert found, f"{path} has no form"
        form = urllib.parse.urlencode({**typed, "csrfmiddlewaretoken": found[1]}).encode()
        request = urllib.request.Request(self.address + path, form, {"Referer": self.address + path})
        with self._open.open(request, timeout=240) as answer:
            return str(answer.read().decode())

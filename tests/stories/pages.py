"""Every page that some people of an installation can come to by its links, as the web process serves it."""

from __future__ import annotations

import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.stories.browser import Browser
from tests.stories.entering import entered
from tests.stories.house import House, until
from vethanam.site.processes import free_port

#: parts of a page that differ at each request
_EACH_TIME = re.compile(rb'(?:name="csrfmiddlewaretoken" value|nonce)="[^"]+"')
_LINK = re.compile(rb'href="(/[^"#]*)')
_SOMEBODY_ELSES = ("/static/", "/language/", "/account/", "/sign-")
#: pages of one person
MOST = 30


def pages_of(house: House, people: dict[str, str], logs: Path) -> dict[str, bytes]:
    """The pages of each person by sign-in name, from a first address: name and address → content."""
    port = free_port()
    with house.database(), (logs / "serve.log").open("w") as log:
        web = house.start("serve", "--port", str(port), out=log, errors=log)
        try:
            until(lambda: listens(port), "the pages to be served")
            return {
                f"{name} {path}": content
                for name, first in people.items()
                for path, content in _seen(entered(house, Browser(f"http://127.0.0.1:{port}"), name), first)
            }
        finally:
            web.terminate()
            try:
                web.wait(30)
            except subprocess.TimeoutExpired:
                web.kill()
                web.wait()


def _seen(browser: Browser, first: str) -> Iterator[tuple[str, bytes]]:
    waiting, known = [first], {first}
    for path in waiting:
        content = browser.read(path)
        yield path, _EACH_TIME.sub(b"", content)
        links = [link.decode().replace("&amp;", "&") for link in _LINK.findall(content)]
        fresh = [
            link
            for link in dict.fromkeys(links)
            if link not in known and not link.startswith(_SOMEBODY_ELSES)
        ]
        fresh = fresh[: MOST - len(known)]
        waiting += fresh
        known.update(fresh)


def listens(port: int) -> bool:
    """Whether a process takes connections there."""
    try:
        socket.create_connection(("127.0.0.1", port), 1.0).close()
    except OSError:
        return False
    return True

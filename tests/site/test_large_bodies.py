"""Bodies that claim too much, sent to a real web process: each gets a sentence, soon, with little memory, and
nothing of it is stored.
"""

from __future__ import annotations

import base64
import http.client
import io
import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.conf import settings
from django.test import Client

from tests.acts.test_bad_sheets import archive, workbook
from tests.api.conftest import furnished_office
from tests.conftest import Furnished, Furnisher
from tests.site.proxied import running, wait_for
from vethanam.errors import MOST_FAULTS
from vethanam.identity.models import Account
from vethanam.identity.tokens import issue_token
from vethanam.people.models import Employment
from vethanam.service_book.models import Sheet
from vethanam.site.buffered_worker import MOST_KEPT
from vethanam.site.processes import free_port, web_command

__all__ = ["furnished_office"]

MB = 1024 * 1024
#: of one body, on a busy machine; and of the web process over all of them, beyond its own
SECONDS, MEMORY = 120.0, 400 * MB
IMPORT, TAKE_OVER = "/office/0412/people/import/", "/take-over/"
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="employees" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


@dataclass(frozen=True, slots=True)
class Site:
    """A real web process, with the cookies and the token of a clerk."""

    process: int
    port: int
    cookies: str
    token: str

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
        """The status and the text of an answer; a body is bytes or comes in parts."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            line.request(method, path, body, {one.replace("_", "-"): text for one, text in headers.items()})
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()

    def browse(self, page: str, **posted: Any) -> tuple[int, str]:
        """Open a page; or send its form, with headers and a ``body``."""
        return self.ask("POST" if posted else "GET", page, Cookie=self.cookies, **posted)

    def upload(self, page: str, name: str, content: Iterable[bytes], size: int) -> tuple[int, str]:
        """Choose a file on a page and send its form."""
        (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.browse(page)[1]))
        field = 'Content-Disposition: form-data; name="'
        begin = f'--x\r\n{field}csrfmiddlewaretoken"\r\n\r\n{token}\r\n--x\r\n{field}file"; filename="{name}"'
        head, tail = f"{begin}\r\n\r\n".encode(), b"\r\n--x--\r\n"
        return self.browse(
            page, body=_joined(head, content, tail), Content_Type="multipart/form-data; boundary=x",
            Content_Length=str(len(head) + size + len(tail)),
        )  # fmt: skip

    def act(self, name: str, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
        """Send an act over the API."""
        status, text = self.ask(
            "POST", f"/api/acts/{name}", body, Authorization=f"Bearer {self.token}",
            Content_Type="application/json", **headers,
        )  # fmt: skip
        return status, json.loads(text)

    def peak(self) -> int:
        """The most memory that a web process had until now, in bytes."""
        found = [0]
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                text = status.read_text()
            except OSError:
                continue
            if f"\nPPid:\t{self.process}\n" in text:
                found.append(int(text.split("VmHWM:")[1].split()[0]) * 1024)
        return max(found)


def _joined(head: bytes, content: Iterable[bytes], tail: bytes) -> Iterator[bytes]:
    yield head
    yield from content
    yield tail


@pytest.fixture(scope="module")
def site(furnish: Furnisher, furnished_office: Furnished) -> Iterator[Site]:
    """The process; at the end nothing is stored, and little memory was used."""
    with furnish.copy_of(furnished_office) as world:
        account, client = Account.objects.get(username="clerk"), Client()
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        token, port, people = issue_token(account, name="test")[1], free_port(), Employment.objects.count()
        environment = {**world.env, "VETHANAM_ROLE": "web", "VETHANAM_WEB_WORKERS": "1"}
        with running(web_command(Path(sys.executable), port), environment) as process:
            wait_for(f"http://127.0.0.1:{port}/sign-in/")
            cookies = f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={'a' * 32}"
            site = Site(process.pid, port, cookies, token)
            assert site.upload(IMPORT, "a.csv", [b"number\n1\n"], 9)[0] == 200  # its modules are loaded
            before = site.peak()
            yield site
            assert site.peak() - before < MEMORY, (before, site.peak())
        assert (Employment.objects.count(), Sheet.objects.count()) == (people, 0)


@pytest.fixture(autouse=True)
def soon() -> Iterator[None]:
    """Each is answered within its time."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < SECONDS


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def sheet(cells: Iterable[str]) -> bytes:
    """An XLSX file of one column, written without a program for spreadsheets."""
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as book:
        for name, part in PARTS.items():
            book.writestr(name, part)
        with book.open("xl/worksheets/sheet1.xml", "w") as lines:
            lines.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">')
            lines.write(b"<sheetData>")
            for cell in cells:
                lines.write(f"<row><c><v>{cell}</v></c></row>".encode())
            lines.write(b"</sheetData></worksheet>")
    return content.getvalue()


@cache
def million_rows() -> bytes:
    """A sheet of a million rows, a digit in each."""
    drawn = random.Random(1)
    return sheet(str(drawn.randrange(10)) for _ in range(1_000_000))


@cache
def gigabytes() -> bytes:
    """A sheet that unpacks to more than two gigabytes."""
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as book:
        for name, part in PARTS.items():
            book.writestr(name, part)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as lines:
            for _ in range(2_100):
                lines.write(bytes(MB))
    return content.getvalue()


def malayalam(_book: Any, page: Any) -> None:
    for row in range(1, 4_000):
        page.write_string(row, 0, "വേ" * 8_000)


@pytest.mark.parametrize("page", [IMPORT, TAKE_OVER])
def test_300_megabytes_at_a_page_and_a_line_of_100(site: Site, page: str) -> None:
    for size in (300, 100):
        status, answer = site.upload(page, "employees.csv", (b"a" * MB for _ in range(size)), size * MB)
        assert status == 200 and "larger than 2.5 MB" in text(answer)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (gigabytes, "unpacks to 21.. MB"),
        (million_rows, "more than 600000 lines"),
        (lambda: workbook(malayalam), "needs more memory"),
        (lambda: archive(*(f"{n}.csv" for n in range(5_000))), "more than 100 files|is not a workbook"),
        (lambda: archive("inner.zip", each=archive("inner.zip", each=archive("a.csv"))), "is not a workbook"),
    ],
    ids=["gigabytes", "million rows", "repeated Malayalam", "many entries", "nested"],
)
@pytest.mark.parametrize("page", [IMPORT, TAKE_OVER])
def test_a_small_file_that_claims_much(
    site: Site, page: str, content: Callable[[], bytes], says: str
) -> None:
    given = content()
    assert len(given) < 2.5 * MB
    status, answer = site.upload(page, "employees.xlsx", [given], len(given))
    assert status == 200 and re.search(says, text(answer)), text(answer)[-900:]


@pytest.mark.parametrize("act", ["take_over", "import"])
def test_the_api_takes_12_megabytes_and_says_so(site: Site, act: str) -> None:
    for size in (13, 300):
        status, told = site.act(act, (b" " * MB for _ in range(size)), Content_Length=str(size * MB))
        assert (status, told["code"]) == (413, "body_too_large") and told["says"].endswith(".")


def test_a_body_in_chunks_is_refused_at_once(site: Site) -> None:
    """A chunk whose size line never ends would be searched from its beginning with each packet."""
    line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=SECONDS)
    line.putrequest("POST", "/api/acts/import")
    line.putheader("Transfer-Encoding", "chunked")
    line.endheaders()  # no chunk follows: the answer does not wait for one
    answer = line.getresponse()
    assert answer.status == 501 and b"Send the body with its Content-Length" in answer.read()
    line.close()


@pytest.mark.parametrize("act", ["take_over", "import"])
def test_a_workbook_over_the_api(site: Site, act: str) -> None:
    for content, code in ((million_rows(), "too_many_lines"), (workbook(malayalam), "workbook_too_large")):
        file = {"name": "employees.xlsx", "content": base64.b64encode(content).decode()}
        status, told = site.act(act, json.dumps({"file": file, "drawing_code": "0412"}))
        assert (status, told["code"]) == (409, code), told


def test_a_million_faults_are_not_made(site: Site) -> None:
    """Every unknown key is a fault: of very many the first are told, and a body of a million is not read."""
    status, told = site.act("verify", json.dumps({f"k{n}": 1 for n in range(900_000)}))
    assert (status, told["code"]) == (413, "body_of_too_many_values")
    status, told = site.act("verify", json.dumps({f"k{n}": 1 for n in range(50_000)}))
    assert (status, len(told["faults"])) == (422, MOST_FAULTS)


@pytest.mark.parametrize("size", [13, 300])
def test_a_form_of_words_only(site: Site, size: int) -> None:
    status, answer = site.browse(
        "/tell/", body=(b"a" * MB for _ in range(size)), Content_Length=str(size * MB),
        Content_Type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert status == 400 and "this came too large" in text(answer)


def test_what_is_cut_from_a_body_is_more_than_any_face_takes() -> None:
    assert MOST_KEPT > settings.DATA_UPLOAD_MAX_MEMORY_SIZE > settings.FILE_UPLOAD_MAX_MEMORY_SIZE

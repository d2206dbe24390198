"""Whatever is uploaded to a page: bounded, refused with a sentence, and nothing of it stored."""

from __future__ import annotations

import io
import re
import resource
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.acts.test_bad_sheets import archive, far, repeated
from tests.web.conftest import Town
from vethanam.people.models import Employment, MasterProposal
from vethanam.privacy.models import Restraint
from vethanam.service_book.models import Sheet

IMPORT, TAKE_OVER = "/office/0412/people/import/", "/take-over/"
#: pages that take sheets, with an account that opens them
PAGES = {IMPORT: "clerk", TAKE_OVER: "clerk", "/masters/import/": "head"}
MB = 1024 * 1024


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def sent(client: Client, page: str, name: str, content: bytes) -> str:
    answer = client.post(page, {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert answer.status_code == 200
    return text(answer)


def workbook(fill: Callable[[Any, Any], None]) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet("employees")
    sheet.write_string(0, 0, "number")
    fill(book, sheet)
    book.close()
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("employees.csv", lambda: b"a" * 3 * MB, "larger than 2.5 MB"),
        ("employees.xlsx", lambda: workbook(far), "needs more memory"),
        ("employees.xlsx", lambda: workbook(repeated), "needs more memory"),
        ("employees.csv", lambda: b"number,name\n" + b"1\n" * MB, "more than (600000 lines|.*rows)"),
        ("employees.csv", lambda: b"a," * MB, "more than 400 cells"),
        ("employees.zip", lambda: archive(*(f"{n}.csv" for n in range(101))), ""),
        ("employees.zip", lambda: archive("a.csv", each=b"\n" * 64 * MB), "unpacks to 64 MB"),
    ],
    ids=["3 MB", "far cell", "repeated text", "lines", "columns", "files", "bomb"],
)  # fmt: skip
@pytest.mark.parametrize("page", PAGES)
def test_each_page_for_sheets_refuses_each_in_a_sentence(
    town: Town, page: str, name: str, content: Callable[[], bytes], says: str
) -> None:
    if page == "/masters/import/":
        town.office.appoint("head", "administrator", "")
    people, before = Employment.objects.count(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert re.search(says, sent(town.sign_in(PAGES[page]), page, name, content()))
    assert (Employment.objects.count(), Sheet.objects.count(), MasterProposal.objects.count()) == (
        people,
        0,
        0,
    )
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600 * 1024  # kB


def test_the_faults_of_a_hundred_thousand_rows_are_counted_and_the_first_kept(town: Town) -> None:
    head = (
        "number,name,born,category,joined,post,office,drawing_code,bill_class,pay_basis,"
        "order_number,order_dated\n"
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    page = sent(town.sign_in("clerk"), IMPORT, "employees.csv", head.encode() + b"1,A\n" * 100_000)
    assert "Nothing was imported." in page and "The first 200 are shown." in page
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * 1024  # kB


def test_an_order_is_not_entered_without_the_document_that_was_too_large(town: Town) -> None:
    town.office.appoint("law", "law_officer", "", office="FIN")
    law = town.sign_in("law")
    form = {"kind": "undertaking", "id": "U-7", "case_number": "W.P.(C) 7/2026"}
    document = SimpleUploadedFile("order.pdf", b"%" * 3 * MB)
    assert "larger than 2.5 MB" in text(law.post("/restraints/enter/", {**form, "document": document}))
    assert not Restraint.objects.exists()


class Endless(io.RawIOBase):
    """A body of zeros that counts what is read of it."""

    def __init__(self) -> None:
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "read whole"
        self.count += size
        return bytes(size)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("page", [*PAGES, "/figures/import/", "/restraints/enter/"])
def test_of_a_body_of_300_megabytes_little_is_read(town: Town, page: str, kind: str) -> None:
    for name, role in (("head", "administrator"), ("law", "law_officer")):
        town.office.appoint(name, role, "", office="FIN")
    others = {"/figures/import/": "finance", "/restraints/enter/": "law"}
    client, body = town.sign_in({**PAGES, **others}[page]), Endless()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sent: dict[str, Any] = {"CONTENT_LENGTH": str(300 * MB), "wsgi.input": body}
    answer = client.generic("POST", page, content_type=kind, **sent)
    assert answer.status_code in (200, 400, 413) and "Traceback" not in text(answer)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024  # kB
    assert kind.startswith("multipart") or body.count <= 13 * MB

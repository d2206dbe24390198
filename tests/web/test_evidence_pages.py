"""A law officer makes a file of evidence on a page and saves it; both verifiers take it."""

from __future__ import annotations

import html
import json
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import World
from tests.evidence.tokens import signed, token
from tests.ledger.evidence import files_in
from tests.web.conftest import NOW, Town, sequence
from vethanam.acts.executor import look, perform
from vethanam.evidence.certificate_signatures import checked
from vethanam.evidence.certificates import CERTIFICATE
from vethanam.identity.models import Account
from vethanam.journal import keys
from vethanam.ledger import standalone
from vethanam.ledger.evidence_files import FORMS
from vethanam.ledger.verifier import verify
from vethanam.privacy.models import MadeFile
from vethanam.privacy.queries import uses_of


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))


def test_a_file_is_made_saved_and_verified(town: Town, world: World) -> None:
    town.office.appoint("law", "law_officer", "", office="FIN")
    reference = uses_of(town.office.people["100236"].person_id)[0].reference
    law, asked = town.sign_in("law"), {"kind": "use", "purpose": "COURT-ORD", "recipient": "court"}
    assert "No file was made yet." in _text(law.get("/protection/files/"))
    assert "There is no use nothing" in _text(
        law.post("/protection/files/", {**asked, "reference": "nothing"})
    )
    sequence(world)
    made = law.post("/protection/files/", {**asked, "reference": reference})
    row = MadeFile.objects.get()
    assert made["Location"] == f"/protection/files/{row.reference}/"
    assert "signs its entry in a few seconds" in _text(law.get(made["Location"]))
    assert law.get(f"{made['Location']}zip/").status_code == 302
    sequence(world)
    page = _text(law.get(made["Location"]))
    assert "Archive" in page and f"Request {reference}" in page
    for form in FORMS:
        saved = law.get(f"{made['Location']}{form}/")
        assert saved["Content-Security-Policy"] == "sandbox; default-src 'none'"
        verdict = verify(saved.content, keys.public_key())
        assert verdict.outcome == standalone.verify(saved.content)["outcome"] == "verified"
    assert law.get(f"{made['Location']}pdf/").status_code == 404
    saved = law.get(f"{made['Location']}certified/")
    assert verify(saved.content, keys.public_key()).outcome == "verified"
    assert (checked(saved.content).signatures, checked(saved.content).is_of_archive) == ([], True)
    officer = Account.objects.get(username="law")
    (told,) = look("evidence_files", officer, {}, NOW, is_sample=True).state["files"]
    assert (told["file"], told["is_signed"]) == (row.reference, True)
    named = {"file": row.reference, "form": "zip"}
    packed = look("evidence_file", officer, named, NOW, is_sample=True).state["base64"]
    assert verify(b64decode(packed), keys.public_key()).outcome == "verified"
    plain = look("evidence_file", officer, {"file": row.reference}, NOW, is_sample=True).state["file"]
    assert json.loads(plain)["content"]["about"] == {"use": reference}
    assert town.sign_in("clerk").get("/protection/files/").status_code in (302, 403, 404)


def test_a_signed_certificate_is_recorded_by_page_and_api(town: Town, world: World, tmp_path: Path) -> None:
    town.office.appoint("law", "law_officer", "", office="FIN")
    reference = uses_of(town.office.people["100236"].person_id)[0].reference
    law, asked = town.sign_in("law"), {"kind": "use", "purpose": "COURT-ORD", "recipient": "court"}
    page = law.post("/protection/files/", {**asked, "reference": reference})["Location"]
    assert "Record the signed certificate" not in _text(law.get(page))
    sequence(world)
    assert "No signed certificate is on record." in _text(law.get(page))
    first, second = token(tmp_path / "a", "Law Officer"), token(tmp_path / "b", "Expert")
    archive = law.get(f"{page}certified/").content
    half = signed(files_in(archive)[CERTIFICATE], "PartA", first)
    whole = signed(half, "PartB", second)
    told = _text(law.post(page, {"certificate": SimpleUploadedFile("c.pdf", half)}))
    assert "The field PartB is not signed." in told
    told = _text(law.post(page, {"certificate": SimpleUploadedFile("c.pdf", b"no PDF")}))
    assert "This is no certificate that can be read." in told
    assert "This is empty. Enter it." in _text(law.post(page, {}))
    told = _text(law.post(page, {"certificate": SimpleUploadedFile("c.pdf", whole)}, follow=True))
    hashed = sha256(whole).hexdigest()
    assert "is on record by its hash" in told and "part B Expert" in told and hashed in told
    assert "Expert" not in _text(law.get(page))
    told = _text(law.post(page, {"certificate": SimpleUploadedFile("c.pdf", whole)}))
    assert "This signed certificate is on record since" in told
    officer = Account.objects.get(username="law")
    named = {"file": MadeFile.objects.get().reference}
    (row,) = look("signed_certificates", officer, named, NOW, is_sample=True).state["certificates"]
    assert row["sha256"] == hashed and row["part_a"] in _text(law.get(page))
    again = {**named, "certificate": {"name": "c.pdf", "content": b64encode(whole).decode()}}
    refused = perform("record_signed_certificate", officer, again, NOW, is_sample=True)
    assert [fault.code for fault in refused.faults] == ["certificate_on_record"]
    clerk = Account.objects.get(username="clerk")
    assert not perform("record_signed_certificate", clerk, again, NOW, is_sample=True).ok


def test_a_person_makes_her_own_file_and_nobody_else_takes_it(town: Town, world: World) -> None:
    her, other = town.sign_in("emp-100236"), town.sign_in("emp-100235")
    assert "/pay/uses/files/" in her.get("/pay/uses/").content.decode()
    made = her.post("/pay/uses/files/", follow=True)
    assert "Your file is made" in _text(made) and "signs its entry in a few seconds" in _text(made)
    row = MadeFile.objects.get()
    sequence(world)
    assert "Archive" in _text(her.get("/pay/uses/files/"))
    for form in FORMS:
        saved = her.get(f"/pay/uses/files/{row.reference}/{form}/")
        verdict = verify(saved.content, keys.public_key())
        assert verdict.outcome == standalone.verify(saved.content)["outcome"] == "verified"
    assert any("About the person" in said for said in verdict.entries)
    assert other.get(f"/pay/uses/files/{row.reference}/json/").status_code == 404
    assert "Archive" not in _text(other.get("/pay/uses/files/"))
    town.office.appoint("law", "law_officer", "", office="FIN")
    law = town.sign_in("law")
    assert law.get(f"/protection/files/{row.reference}/").status_code == 404
    assert "No file was made yet." in _text(law.get("/protection/files/"))
    account = Account.objects.get(username="emp-100236")
    (told,) = look("own_files", account, {}, NOW, is_sample=True).state["files"]
    assert (told["file"], told["is_signed"]) == (row.reference, True)
    taken = look("own_file", account, {"file": row.reference, "form": "html"}, NOW, is_sample=True)
    assert taken.state["file"].encode() == her.get(f"/pay/uses/files/{row.reference}/html/").content
    refused = look("own_file", account, {"file": "0", "form": "html"}, NOW, is_sample=True)
    assert not refused.ok

"""The certificate of an archive: its annex and its two fields."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from tests.ledger.evidence import content, files_in, forms
from tests.ledger.samples import KEY
from tests.ledger.test_verifier import judged
from vethanam.errors import Unsound
from vethanam.evidence.certificate_signatures import checked
from vethanam.evidence.certificates import CERTIFICATE, certified

DAY = date(2026, 11, 30)
MADE = forms(content())


@pytest.fixture(scope="module")
def archive() -> bytes:
    return certified(MADE["zip"], DAY)


def test_an_archive_with_a_certificate_still_verifies(archive: bytes) -> None:
    assert judged(archive, KEY.verifier).outcome == "verified"
    pdf = files_in(archive)[CERTIFICATE]
    assert pdf.startswith(b"%PDF-1.7") and b"PartA" in pdf and b"PartB" in pdf
    assert (checked(archive).exit_code, checked(archive).is_of_archive) == (4, True)
    with pytest.raises(Unsound, match="form zip"):
        certified(MADE["json"], DAY)
    with pytest.raises(Unsound, match=r"holds no certificate\.pdf"):
        checked(MADE["zip"])


def test_both_languages_and_both_fields_stand_on_its_first_page(archive: bytes, tmp_path: Path) -> None:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not on this machine")
    (tmp_path / "certificate.pdf").write_bytes(files_in(archive)[CERTIFICATE])
    read = subprocess.run([tool, tmp_path / "certificate.pdf", "-"], capture_output=True, check=True)
    first, annex, rest = unicodedata.normalize("NFC", read.stdout.decode()).split("\f")
    for said in ("Part B is blank.", "സാക്ഷ്യപത്രം", "Part B, by the expert", "വിദഗ്ധൻ", "Signature, Part B"):
        assert said in first
    assert "SHA256SUMS" in annex and "അനുബന്ധം" in annex and rest == ""

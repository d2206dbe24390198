"""Signatures in a certificate: two that hold, and each way in which they do not."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from typer.testing import CliRunner

from tests.evidence.tokens import Token, signed, token, with_certificate
from tests.ledger.evidence import archive_of, changed, content, files_in, forms
from tests.ledger.samples import KEY
from tests.ledger.test_verifier import judged
from vethanam.cli.evidence import app
from vethanam.documents.certificate import certificate_pdf
from vethanam.errors import Unsound
from vethanam.evidence import certificates
from vethanam.evidence.certificate_signatures import BUNDLE, Checked, checked
from vethanam.evidence.certificates import CERTIFICATE, certified
from vethanam.ledger.evidence_files import SUMS, written_sums

DAY = date(2026, 11, 30)
MADE = forms(content())


@pytest.fixture(scope="module")
def archive() -> bytes:
    return certified(MADE["zip"], DAY)


@pytest.fixture(scope="module")
def officer(tmp_path_factory: pytest.TempPathFactory) -> Token:
    return token(tmp_path_factory.mktemp("officer"), "Law Officer (sample)")


@pytest.fixture(scope="module")
def expert(tmp_path_factory: pytest.TempPathFactory) -> Token:
    return token(tmp_path_factory.mktemp("expert"), "Expert (sample)")


@pytest.fixture(scope="module")
def whole(archive: bytes, officer: Token, expert: Token) -> bytes:
    """The certificate with both signatures."""
    return signed(signed(files_in(archive)[CERTIFICATE], "PartA", officer), "PartB", expert)


def codes(found: Checked) -> list[str]:
    return [one.code for one in found.faults]


def test_both_signatures_hold_under_known_authorities(
    archive: bytes, whole: bytes, officer: Token, expert: Token
) -> None:
    trusted = [one[1].read_bytes() for one in (officer, expert)]
    found = checked(with_certificate(archive, whole), trusted, KEY.verifier)
    assert [(one.field, one.signer, one.issuer) for one in found.signatures] == [
        ("PartA", "Law Officer (sample)", "Law Officer (sample)"),
        ("PartB", "Expert (sample)", "Expert (sample)"),
    ]  # fmt: skip
    assert (found.exit_code, codes(found), found.is_of_archive, found.pdf) == (0, [], True, whole)
    fingerprint = x509.load_pem_x509_certificate(trusted[0]).fingerprint(SHA256()).hex()
    assert found.signatures[0].fingerprint == fingerprint
    assert judged(with_certificate(archive, whole), KEY.verifier).outcome == "verified"
    unknown = checked(whole)
    assert (unknown.exit_code, unknown.faults, unknown.is_of_archive) == (4, [], None)
    assert unknown.log == str(KEY.verifier)


def test_a_field_without_a_signature_is_named(archive: bytes, officer: Token) -> None:
    pdf = files_in(archive)[CERTIFICATE]
    found = checked(pdf)
    assert (found.exit_code, found.unsigned, found.signatures) == (4, ["PartA", "PartB"], [])
    half = checked(signed(pdf, "PartB", officer), [officer[1].read_bytes()])
    assert (half.exit_code, half.unsigned, half.faults) == (4, ["PartA"], [])


def test_one_key_signs_both_fields_in_vain(archive: bytes, officer: Token) -> None:
    pdf = signed(signed(files_in(archive)[CERTIFICATE], "PartA", officer), "PartB", officer)
    found = checked(pdf, [officer[1].read_bytes()])
    assert (found.exit_code, codes(found)) == (1, ["certificate_of_one_signer"])


def test_an_altered_byte_is_found(whole: bytes) -> None:
    at = whole.index(b"stream") + 40
    found = checked(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    assert codes(found) == ["certificate_signature_broken"] * 2


def _with_note(pdf: bytes) -> bytes:
    """The PDF with a further text on its first page, as an update behind it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    stream = generic.StreamObject(stream_data=b"BT /F1 9 Tf 60 20 Td (more) Tj ET")
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), writer.add_object(stream)])
    writer.update_container(page)
    target = io.BytesIO()
    writer.write(target)  # type: ignore[no-untyped-call]
    return target.getvalue()


def test_a_change_after_a_signature_breaks_it(
    archive: bytes, whole: bytes, officer: Token, expert: Token
) -> None:
    assert codes(checked(_with_note(whole))) == ["certificate_signature_broken"] * 2
    between = signed(_with_note(signed(files_in(archive)[CERTIFICATE], "PartA", officer)), "PartB", expert)
    found = checked(between)
    assert [one.is_intact for one in found.signatures] == [False, True]
    assert codes(found) == ["certificate_signature_broken"]


def test_a_further_signed_field_is_no_part_of_it(whole: bytes, officer: Token) -> None:
    assert "certificate_field_unknown" in codes(checked(signed(whole, "PartC", officer)))


def test_a_signer_whose_certificate_is_over_is_named(archive: bytes, officer: Token, tmp_path: Path) -> None:
    past = token(tmp_path, "Former expert (sample)", days=-3)
    pdf = signed(signed(files_in(archive)[CERTIFICATE], "PartA", officer), "PartB", past)
    (fault,) = checked(pdf).faults
    assert (fault.code, fault.facts["field"]) == ("certificate_not_in_force", "PartB")


def test_the_annex_is_that_of_its_bundle(
    archive: bytes, officer: Token, expert: Token, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_annex(bundle: bytes, sums: bytes) -> list[str]:
        said = certificates._certificate(files_in(MADE["zip"]), MADE["json"], DAY)
        given = {**{name: getattr(said, name) for name in said.__slots__}}
        given |= {"bundle": bundle.decode(), "sums": sums.decode()}
        pdf = certificates._with_fields(certificate_pdf(type(said)(**given)))
        return codes(checked(signed(signed(pdf, "PartA", officer), "PartB", expert)))

    sums = files_in(archive)[SUMS]
    own = written_sums({name: text for name, text in files_in(MADE["zip"]).items() if name != SUMS})
    assert sums != own and with_annex(MADE["json"], own) == []
    assert with_annex(MADE["json"], own.replace(b"  LIMITS.md", b"  OTHER.md")) == [
        "certificate_annex_differs"
    ]
    other = changed(MADE["json"], lambda said: said["content"]["about"].update(message="M-2"))
    assert with_annex(other, own) == ["certificate_bundle_not_proven"]


def test_a_certificate_of_another_archive_is_found(archive: bytes) -> None:
    files = files_in(archive)
    other = certified(archive_of({**files_in(MADE["zip"])}), DAY)
    assert checked(with_certificate(other, files[CERTIFICATE])).is_of_archive is True
    moved = {**files, "policy.txt": b"quorum any\n"}
    moved[SUMS] = written_sums({name: text for name, text in moved.items() if name != SUMS})
    found = checked(archive_of(moved))
    assert (found.exit_code, codes(found), found.is_of_archive) == (
        1,
        ["certificate_of_other_archive"],
        False,
    )


@pytest.mark.parametrize("bad", [b"", b"%PDF-1.7 nothing", b"PK\x03\x04 nothing", b"%PDF-1.7\n" + bytes(999)])
def test_what_is_no_certificate_is_not_read(bad: bytes) -> None:
    with pytest.raises(Unsound, match="that can be read"):
        checked(bad)


def test_another_pdf_has_no_annex(officer: Token) -> None:
    with pytest.raises(Unsound, match=r"holds no certificate\.pdf"):
        checked(MADE["zip"])
    pdf = certificates._with_fields(_plain_pdf())
    assert codes(checked(signed(pdf, "PartA", officer))) == ["certificate_without_annex"]


def _plain_pdf() -> bytes:
    writer = PdfFileWriter()  # type: ignore[no-untyped-call]
    stream = writer.add_object(generic.StreamObject(stream_data=b""))
    box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842)))
    page = PageObject(contents=stream, media_box=box)  # type: ignore[no-untyped-call]
    writer.insert_page(page)  # type: ignore[no-untyped-call]
    target = io.BytesIO()
    writer.write(target)  # type: ignore[no-untyped-call]
    return target.getvalue()


def test_the_command_names_both_signers_and_its_verdict(
    archive: bytes, whole: bytes, officer: Token, expert: Token, tmp_path: Path
) -> None:
    file = tmp_path / "signed.zip"
    file.write_bytes(with_certificate(archive, whole))
    trust = [word for one in (officer, expert) for word in ("--trust", str(one[1]))]
    words = ["certificate", "check", str(file)]
    done = CliRunner().invoke(app, [*words, *trust], catch_exceptions=False)
    assert done.exit_code == 0 and "The certificate holds." in done.stdout
    assert "PartA: the signature of Law Officer (sample) holds." in done.stdout
    assert "PartB: the signature of Expert (sample) holds." in done.stdout
    assert f"Key of the log: {KEY.verifier}." in done.stdout
    untrusted = CliRunner().invoke(app, words, catch_exceptions=False)
    assert untrusted.exit_code == 4 and "issuer Expert (sample), certificate " in untrusted.stdout
    file.write_bytes(signed(files_in(archive)[CERTIFICATE], "PartA", officer))
    assert "PartB: not signed." in CliRunner().invoke(app, words, catch_exceptions=False).stdout
    file.write_bytes(_with_note(whole))
    broken = CliRunner().invoke(app, words, catch_exceptions=False)
    assert broken.exit_code == 1 and "The certificate does not hold." in broken.stdout
    assert "The signature in PartA does not hold" in broken.stdout
    assert BUNDLE not in broken.stdout

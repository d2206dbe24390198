"""A signed certificate is recorded once, for its own file; everything wrong with it is said at once."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from django.db import DatabaseError, transaction

from tests.evidence import test_own_files as own
from tests.evidence.test_absences import asked_about
from tests.evidence.test_bundles import AT
from tests.evidence.tokens import Token, signed, token, with_certificate
from tests.ledger.evidence import content, files_in, forms
from vethanam.errors import Refused, UnsoundInput
from vethanam.evidence.certificates import CERTIFICATE, certified
from vethanam.evidence.made_files import Asked, file_in, make_file
from vethanam.evidence.own_files import own_file_in
from vethanam.evidence.signed_certificates import SIGNED, record_certificate, signed_certificates_of
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal import queries as journal
from vethanam.journal import sequencer
from vethanam.privacy.models import MadeFile, SignedCertificate

pytestmark = pytest.mark.usefixtures("world", "log_key")
DAY = date(2026, 11, 30)


def officer(role: str = "law_officer") -> Authority:
    account, _ = Account.objects.get_or_create(username=f"officer {role}")
    return Authority(account.pk, None, "FIN", role, AT, is_sample=True)


def made(world: Any) -> MadeFile:
    """A file of evidence about a use, under a head."""
    use = asked_about(3)
    with world.role("web"):
        row = make_file(officer(), Asked("use", use.reference))
    sequencer.sequence_once()
    return row


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> tuple[Token, Token]:
    folder = tmp_path_factory.mktemp("tokens")
    return token(folder / "a", "Law Officer (sample)"), token(folder / "b", "Expert (sample)")


def both_signed(archive: bytes, tokens: tuple[Token, Token]) -> bytes:
    return signed(signed(files_in(archive)[CERTIFICATE], "PartA", tokens[0]), "PartB", tokens[1])


def codes(world: Any, row: MadeFile, given: bytes) -> list[str]:
    """The faults of a refused certificate; nothing is recorded."""
    before = SignedCertificate.objects.count()
    with pytest.raises(UnsoundInput) as refused, world.role("web"):
        record_certificate(officer(), row, given)
    assert SignedCertificate.objects.count() == before
    return [fault.code for fault in refused.value.faults]


def test_it_is_recorded_once_by_hash_and_its_leaf_names_no_person(
    world: Any, tokens: tuple[Token, Token]
) -> None:
    row = made(world)
    archive = certified(file_in(row, "zip"), DAY)
    pdf = both_signed(archive, tokens)
    with world.role("web"):
        found = record_certificate(officer(), row, with_certificate(archive, pdf))
    prints = [x509.load_pem_x509_certificate(one[1].read_bytes()).fingerprint(SHA256()) for one in tokens]
    assert found.issuers == ("Law Officer (sample)", "Expert (sample)")
    (kept,) = signed_certificates_of(row)
    assert bytes(kept.hash) == sha256(pdf).digest()
    assert [bytes(kept.part_a), bytes(kept.part_b)] == prints
    sequencer.sequence_once()
    leaf = journal.entry_of(kept.leaf)
    assert leaf is not None and leaf.content["kind"] == SIGNED
    assert leaf.content["public"] == {
        "file": row.reference, "sha256": sha256(pdf).hexdigest(), "role": "law_officer", "office": "FIN",
        "certificates": [one.hex() for one in prints],
    }  # fmt: skip
    assert b"sample)" not in leaf.leaf
    assert codes(world, row, pdf) == ["certificate_on_record"]


def test_a_row_behind_the_log_is_refused_or_found(world: Any, tokens: tuple[Token, Token]) -> None:
    row = made(world)
    with world.role("web"):
        record_certificate(officer(), row, both_signed(certified(file_in(row, "zip"), DAY), tokens))
    sequencer.sequence_once()
    (kept,) = signed_certificates_of(row)
    with pytest.raises(DatabaseError), transaction.atomic(), world.role("web"):
        SignedCertificate.objects.filter(pk=kept.pk).update(part_b=bytes(32))
    with pytest.raises(DatabaseError), transaction.atomic():
        SignedCertificate.objects.filter(pk=kept.pk).delete()
    with pytest.raises(DatabaseError, match="certificate_of_two_signers"), transaction.atomic():
        SignedCertificate.objects.create(
            file=row, hash=bytes(32), part_a=bytes(32), part_b=bytes(32), recorded_by_id=kept.recorded_by_id,
            at=AT, recorded_at=AT, leaf=-1,
        )  # fmt: skip


def test_an_officer_of_another_role_does_not_record_one(world: Any) -> None:
    row = made(world)
    with pytest.raises(Refused, match="law officer or the data protection officer"), world.role("web"):
        record_certificate(officer("clerk"), row, b"%PDF-1.7")


def test_every_fault_is_said_at_once(world: Any, tokens: tuple[Token, Token]) -> None:
    row, other = made(world), made(world)
    pdf = files_in(certified(file_in(row, "zip"), DAY))[CERTIFICATE]
    half = signed(pdf, "PartA", tokens[0])
    assert codes(world, other, half) == ["certificate_unsigned", "certificate_of_other_file"]
    same = signed(half, "PartB", tokens[0])
    assert codes(world, other, same) == ["certificate_of_one_signer", "certificate_of_other_file"]
    assert codes(world, row, pdf) == ["certificate_unsigned"] * 2


def test_a_certificate_of_another_log_is_of_no_file_here(world: Any, tokens: tuple[Token, Token]) -> None:
    row = made(world)
    foreign = both_signed(certified(forms(content())["zip"], DAY), tokens)
    assert codes(world, row, foreign) == ["certificate_bundle_not_proven"]


def test_a_person_s_own_file_is_none_of_an_officer_s(world: Any, tokens: tuple[Token, Token]) -> None:
    row = made(world)
    hers = own.made(world)
    archive = certified(own_file_in(hers, own.HER, "zip"), DAY)
    assert codes(world, row, both_signed(archive, tokens)) == ["certificate_not_here"]

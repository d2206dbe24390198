"""The worker's rounds and the paymaster's in one process, each in its role, where proofs
are not under test.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from vethanam.identity.authority import Authority
from vethanam.payments import actions
from vethanam.payments.accounts import payee_of
from vethanam.payments.actions import Round, Taken, release
from vethanam.payments.channel import Bank, Channel
from vethanam.payments.models import FileBody, InstitutionAccount, PaymentFile, PaymentLeg
from vethanam.payments.paymaster.answers import read_answers
from vethanam.payments.paymaster.file_proofs import Prove, Proven
from vethanam.payments.paymaster.files import Paymaster
from vethanam.payments.paymaster.journal import Journal
from vethanam.payments.paymaster.process import go_round
from vethanam.service_book.models import PayeeAccount
from vethanam.site.database_role import as_role

#: the same in every process of a test
PAY_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PAY_PUB = PAY_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def all_proven(file: PaymentFile, legs: Sequence[PaymentLeg]) -> Proven:
    """Every leg with its payee, as if everything was signed."""
    people = PayeeAccount.objects.in_bulk([leg.account_fact_id for leg in legs])
    institutions = InstitutionAccount.objects.in_bulk([leg.institution_account_id for leg in legs])
    return Proven(
        {
            leg.pk: payee_of(
                people.get(leg.account_fact_id or 0) or institutions[leg.institution_account_id or 0]
            )
            for leg in legs
        }
    )


def journal_beside(bank: Bank) -> Path:
    """The folder of the journal, beside the folders of a bank."""
    assert isinstance(bank, Channel)
    folder = bank.outgoing.parent / "paymaster"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def paymaster(bank: Bank, prove: Prove = all_proven, folder: Path | None = None) -> Iterator[Paymaster]:
    """The paymaster in its role, with its journal in a folder; over folders, that is beside the bank's."""
    with as_role("paymaster"):
        journal = Journal(folder or journal_beside(bank))
        try:
            yield Paymaster(bank, PAY_KEY, journal, prove)
        finally:
            journal.close()


def pay(bank: Bank, authority: Authority, prove: Prove = all_proven) -> None:
    """Hand over what is released, and log it."""
    with paymaster(bank, prove) as own:
        go_round(own, authority.at)
    actions.log_hand_overs(authority)


def hand_over(file_id: int, bank: Bank, authority: Authority, prove: Prove = all_proven) -> PaymentFile:
    """Release a file and have it handed over."""
    file = release(file_id, authority)
    pay(bank, authority, prove)
    file.refresh_from_db()
    return file


def take_answers(bank: Bank, authority: Authority) -> Taken:
    """Read what has arrived, and save it."""
    with as_role("paymaster"):
        read_answers(bank, authority.at)
    actions.take_remarks(authority)
    return actions.take_answers(authority)


def settle_pending(
    bank: Bank, authority: Authority, prove: Prove = all_proven, folder: Path | None = None
) -> Round:
    """A round of the worker, one of the paymaster, and the worker's next."""
    first = actions.settle_pending(authority)
    with paymaster(bank, prove, folder) as own:
        go_round(own, authority.at)
    second = actions.settle_pending(authority)
    return Round(
        first.instructed + second.instructed,
        first.released + second.released,
        first.held + second.held,
        first.taken.plus(second.taken),
    )


def body_of(file: PaymentFile | int | None) -> bytes:
    """The bytes of a signed file."""
    with as_role("paymaster"):
        return bytes(FileBody.objects.get(file=file).body)

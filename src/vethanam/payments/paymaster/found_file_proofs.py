"""Decisions on files found after a restore, proven from the signatures of two administrators."""

from __future__ import annotations

from dataclasses import dataclass

from vethanam.identity.agreements import Agreements
from vethanam.payments.found_transfers import void_files
from vethanam.payments.masters import FOUND_FILE
from vethanam.payments.models import FoundFile, FoundFileDecision
from vethanam.payments.paymaster.signature_proofs import SignedLog
from vethanam.people.models import Role


@dataclass(slots=True)
class FoundFileProofs:
    """Proves which files of before a restore were never paid."""

    agreements: Agreements

    @classmethod
    def of(cls, log: SignedLog) -> FoundFileProofs:
        """Proofs from the signatures in a log."""
        return cls(Agreements(log, FOUND_FILE, Role.ADMINISTRATOR))

    def void(self) -> tuple[frozenset[str], bool]:
        """The files whose last signed decision is *void*, for these bytes; and whether a signature has no
        signed head yet.

        A row without signatures frees no payment, and a row that says otherwise holds one back. A statement
        names the log: none of before a restore that lost entries counts, for a later one may be among the
        lost, and whoever kept the lost signatures enters them again.
        """
        agreed, waits = self.agreements.read()
        name = self.agreements.log.key.name
        last = {
            str(one.says.get("message")): one.says
            for one in agreed
            if one.says.get("kind") == FOUND_FILE and one.says.get("log") == name
        }
        hashes = FoundFile.objects.filter(message__in=last.keys() & {*void_files()})
        return frozenset(
            message
            for message, digest in hashes.values_list("message", "sha256")
            if last[message].get("outcome") == FoundFileDecision.Outcome.VOID
            and last[message].get("sha256") == bytes(digest).hex()
        ), waits

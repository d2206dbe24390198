"""Ends of pauses, proven from signatures in the log.

A row that ends a pause proves nothing, since the web process writes it. Before the dispatcher goes on it
proves that another person than the one who paused signed the end. A false row stands beside the true one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from vethanam.errors import Finding
from vethanam.identity.queries import marks_of
from vethanam.identity.signed_leaves import signed_leaf
from vethanam.journal import keys
from vethanam.journal.queries import is_under_head, latest_head, leaf_content, opening_of
from vethanam.ledger.canonical import Json
from vethanam.ledger.commitments import commitment
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.signers import Signer
from vethanam.privacy.models import Use, UsePause, UseResume

PAUSED, RESUMED, RESUMES = "message.paused", "message.resumed", "resume_message"
#: roles that pause and resume any sending; the others those of their own office
OF_ALL = ("data_protection_officer", "law_officer")
OF_OFFICE = ("communicating_officer", "purpose_owner")


def statement_of_resume(pause: UsePause) -> dict[str, Json]:
    """The statement that ends a pause: its use, and the commitment in its entry, which no other pause has."""
    return {"use": pause.use.reference, "pause": leaf_content(pause.leaf)["commitment"]}


@dataclass(slots=True)
class PauseHold:
    """The dispatcher's own check of pauses; a proven end is proven once."""

    log_key: VerifierKey
    _ended: set[int] = field(default_factory=set)
    #: use → size of the log when it was held: only a further entry can end the pause
    _held: dict[int, int] = field(default_factory=dict)

    def skipped(self) -> list[int]:
        """Held uses for which the log has nothing new."""
        if self._held:
            size = _size()
            self._held = {use: seen for use, seen in self._held.items() if seen == size}
        return list(self._held)

    def holds(self, use: Use) -> bool:
        """Whether a pause of a use has no proven end."""
        size = _size()
        for pause in UsePause.objects.filter(use=use).exclude(pk__in=self._ended).select_related("use"):
            if not is_ended(pause, self.log_key):
                self._held[use.pk] = size
                return True
            self._ended.add(pause.pk)
        return False


def is_ended(pause: UsePause, log_key: VerifierKey) -> bool:
    """Whether the log proves that another person ended a pause."""
    return any(_ends(resume, log_key) for resume in _resumes_of(pause))


def open_pause(use: Use) -> UsePause | None:
    """The latest pause of a use without an end: one that is proven, or signed and not yet under a head."""
    pauses = UsePause.objects.filter(use=use).select_related("use").order_by("-pk")
    return next((one for one in pauses if not any(map(_counts, _resumes_of(one)))), None)


def pause_findings() -> Iterator[Finding]:
    """For ``vethanam check``: ends of pauses that signatures do not prove."""
    key = keys.public_key()
    for row in UseResume.objects.select_related("pause__use").order_by("pk"):
        if is_under_head(row.leaf, key) and not _ends(row, key):
            yield Finding(f"Use {row.pause.use.reference}", "resume_unproven")


def _resumes_of(pause: UsePause) -> QuerySet[UseResume]:
    return UseResume.objects.filter(pause=pause).select_related("pause__use").order_by("pk")


def _ends(resume: UseResume, log_key: VerifierKey) -> bool:
    """Whether the log proves that another person signed this end."""
    leaf = signed_leaf(resume.leaf, log_key)
    if leaf is None or leaf.kind != RESUMED:
        return False
    signers = leaf.signers_of("signed", statement_of_resume(resume.pause), RESUMES)
    by = _who_paused(resume.pause, log_key)
    if by is None:
        return False
    offices = _offices_of(resume.pause.use) if by else set[str]()
    return any(one.holder not in by and _may(one, offices) for one in signers)


def _counts(resume: UseResume) -> bool:
    """Whether a page shows an end: the log proves it, or has not taken its signed entry yet."""
    if is_under_head(resume.leaf):
        return _ends(resume, keys.public_key())
    return isinstance(leaf_content(resume.leaf)["public"].get("signed"), Mapping)


def _offices_of(use: Use) -> set[str]:
    """The offices of a use, as its entry names them."""
    said = leaf_content(use.leaf)["public"]
    return {str(said[name]) for name in ("office", "for_office") if said.get(name)}


def _who_paused(pause: UsePause, log_key: VerifierKey) -> list[str] | None:
    """The mark of the person who paused, from the opened entry; None without an entry under a head.

    Empty if the entry shows no person, as that of a false pause: only who may resume any sending ends it.
    """
    leaf, opening = leaf_content(pause.leaf), opening_of(pause.leaf)
    said: Mapping[str, Any] = leaf["public"]
    if not is_under_head(pause.leaf, log_key) or leaf["kind"] != PAUSED:
        return None
    if said.get("use") != pause.use.reference:
        return None
    if opening is None or commitment(opening.salt, dict(opening.private)).hex() != leaf["commitment"]:
        return []
    person: Any = opening.private.get("person")
    if type(person) is not int:
        return []
    # a person without a mark never signed anything
    return marks_of([person]) or [f"person {person}"]


def _may(signer: Signer, offices: set[str]) -> bool:
    if signer.role in OF_ALL:
        return signer.holds(signer.role)
    return signer.role in OF_OFFICE and any(
        seat.role == signer.role and not seat.power and seat.office in offices for seat in signer.seats
    )


def _size() -> int:
    head = latest_head()
    return head.size if head is not None else 0

"""Pause the messages of a use, and resume them by another person; both record how many still wait."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority, signed_part
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.privacy.actions.entry_locks import close_fence
from vethanam.privacy.counts import counted
from vethanam.privacy.free_words import looks_like_a_contact
from vethanam.privacy.models import Outbox, Use, UsePause, UseResume
from vethanam.privacy.pause_proofs import OF_ALL, PAUSED, RESUMED, open_pause, statement_of_resume

#: the name of the item in the signature
USE = "use"


@transaction.atomic
def pause_use(authority: Authority, use: Use, reason: str) -> UsePause:
    """Pause a use: messages that the dispatcher has begun are finished first, and then no more begin.

    Raises
    ------
    Refused
        The officer may not pause it, it is paused, or nothing of it waits.
    Unsound
        The reason is missing or looks like a contact.
    """
    _check_officer(authority, use)
    words = reason.strip()
    if not words:
        raise Unsound("pause_reason")
    if looks_like_a_contact(words):
        raise Unsound("contact_in_words")
    close_fence()
    if open_pause(use) is not None:
        raise Refused("paused_already")
    waiting = waiting_of(use)
    if not waiting:
        raise Refused("nothing_to_pause")
    leaf = append(
        PAUSED,
        public={"use": use.reference, "as": authority.role, "waiting": counted(waiting)},
        private={"account": authority.account, "person": authority.person, "says": words},
        at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return UsePause.objects.create(
        use=use, role=authority.role, reason=words, waiting=waiting, paused_by_id=authority.account,
        person=authority.person or 0, at=authority.at, recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip


def statement_to_resume(authority: Authority, use: Use) -> dict[str, Json]:
    """The statement that an officer signs to end the pause of a use.

    Raises
    ------
    Refused
        The use is not paused, the officer may not resume it, or the same person paused it.
    """
    return statement_of_resume(_pause_to_end(authority, use))


@transaction.atomic
def resume_use(authority: Authority, use: Use) -> UseResume:
    """End a pause. The dispatcher goes on once it has proven the signature.

    The permit decides on each message anew; messages that are too old by now are cancelled.

    Raises
    ------
    Refused
        See :func:`statement_to_resume`.
    """
    pause = _pause_to_end(authority, use)
    waiting = waiting_of(use)
    leaf = append(
        RESUMED,
        public={
            "use": use.reference, "as": authority.role, "waiting": counted(waiting),
            **signed_part(authority, USE)[0],
        },
        private={"account": authority.account, "person": authority.person},
        at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return UseResume.objects.create(
        pause=pause, role=authority.role, waiting=waiting, resumed_by_id=authority.account,
        person=authority.person or 0, at=authority.at, recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip


def waiting_of(use: Use) -> int:
    """How many messages of a use have not begun."""
    return Outbox.objects.filter(use=use, done_at__isnull=True, state=Outbox.State.QUEUED).count()


def _pause_to_end(authority: Authority, use: Use) -> UsePause:
    _check_officer(authority, use)
    pause = open_pause(use)
    if pause is None:
        raise Refused("not_paused")
    if pause.person == authority.person:
        raise Refused("resume_by_another")
    return pause


def _check_officer(authority: Authority, use: Use) -> None:
    if authority.person is None or authority.delegation is not None:
        raise Refused("pause_by_person")
    if authority.role not in OF_ALL and authority.office not in (use.office, use.on_behalf_of):
        raise Refused("pause_of_another")

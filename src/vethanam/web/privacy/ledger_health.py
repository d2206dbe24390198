"""The ledger's health in one line, the same on every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vethanam.journal.models import Staged
from vethanam.journal.queries import SignedHead, latest_head
from vethanam.money import grouped
from vethanam.web.parts import words

#: longest wait of an entry before an officer should look
PATIENCE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Health:
    """The shape, word and sentence of a state."""

    shape: str
    word: str
    says: str
    is_well: bool


@dataclass(frozen=True, slots=True)
class LedgerState:
    """The latest signed head, and the number of entries that wait for their place."""

    head: SignedHead | None
    waiting: int


def ledger_state() -> LedgerState:
    """The current state of the ledger."""
    head = latest_head()
    size = head.size if head else 0
    return LedgerState(head, Staged.objects.count() - size)


def health_of(state: LedgerState) -> Health:
    """The health of the log for a page: well while every entry is signed within a minute."""
    head = state.head
    if head is None:
        return Health("open", _("Not begun"), _("No entry has been signed yet."), is_well=not state.waiting)
    told = _("%(entries)s entries. Last signed %(at)s.") % {
        "entries": grouped(head.size),
        "at": words.instant(head.at),
    }
    if state.waiting and timezone.now() - head.at > PATIENCE:
        waits = ngettext(
            "%(count)s entry waits for its place.", "%(count)s entries wait for their place.", state.waiting
        )
        return Health(
            "held", _("Waiting"), f"{told} {waits % {'count': grouped(state.waiting)}}", is_well=False
        )
    return Health("done", _("Healthy"), told, is_well=True)

"""Reminders to officers with work that has waited: one a day each, to the official address."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from vethanam.identity.authority import Authority
from vethanam.messaging.actions.contact_changes import tell_contact
from vethanam.privacy.current_world import ledger_state
from vethanam.privacy.models import Contact, UseSubject
from vethanam.privacy.queries import live_contacts
from vethanam.privacy.vault.number import ContactKind

PURPOSE, TEXT = "OFC-DUTY", "work-waits"
#: work that has waited longer than this is told
REMINDS_AFTER = timedelta(days=3)
#: reminders of a day begin at this hour
FIRST_HOUR = 9
_DAY = timedelta(days=1)


def is_time(at: datetime) -> bool:
    """Whether the reminders of a day may go."""
    return localtime(at).hour >= FIRST_HOUR


@transaction.atomic
def remind(authority: Authority, persons: Collection[int]) -> int:
    """Remind these officers that work waits; returns to how many the permit allowed it.

    Nobody is asked about twice on a day, and nobody without a confirmed official address. Nothing is
    requested while the ledger is unhealthy.
    """
    if not persons or ledger_state() != "healthy":
        return 0
    begins = datetime.combine(localtime(authority.at).date(), time.min, localtime(authority.at).tzinfo)
    asked = UseSubject.objects.filter(
        person__in=list(persons), use__purpose_code=PURPOSE, use__at__gte=begins
    ).values_list("person", flat=True)
    left = sorted(set(persons) - set(asked))
    found = live_contacts(left, [str(ContactKind.EMAIL_OFFICIAL)])
    chosen = Contact.objects.in_bulk([one.id for one in found.values() if one.is_verified])
    answers = [
        tell_contact(authority, chosen[pk], TEXT, {}, _DAY, rule="officers whose work has waited")
        for pk in sorted(chosen)
    ]
    return sum(answer.decision.is_allowed for answer in answers)

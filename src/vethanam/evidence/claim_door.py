"""The door for people on rolls without account or card: a number or a message's code, and a year of birth."""

from __future__ import annotations

import re
from datetime import datetime

from vethanam.benefits.models import Beneficiary
from vethanam.benefits.reference_codes import has_card
from vethanam.identity.year_guesses import Answers, Opened, open_by_year
from vethanam.messaging.message_codes import person_of_code
from vethanam.people.models import Employment, Person

LONGEST = 24
_ANSWERS = Answers("claim_incomplete", "claim_address_slowed", "claim_spent", "claim_wrong")
_FORM = re.compile(r"[0-9A-Z/-]{4,24}", re.ASCII)


def open_claim(named: str, born_in: str, *, address: str, now: datetime) -> int:
    """The person of a message's code, or of a number in a register, if the year is that of her birth.

    A number opens only for a person without an account that signs in and without a card: who has one uses
    that. All that does not fit gets the same answers, whether or not she stands on a roll.

    Raises
    ------
    Refused
        The pair does not fit, or the number, the code or the address is slowed (:func:`open_by_year`).
    """
    plain = "".join(named.split()).upper()
    plain = plain if _FORM.fullmatch(plain) else ""
    return open_by_year("claim", plain, born_in, _person, _ANSWERS, address=address, now=now)


def _person(plain: str) -> Opened | None:
    found = person_of_code(plain) or _without_account_or_card(plain)
    return None if found is None else Opened(found.pk, found.born.year)


def _without_account_or_card(number: str) -> Person | None:
    employment = Employment.objects.filter(number=number).select_related("person__account").first()
    holder = Beneficiary.objects.filter(number=number).select_related("person__account").first()
    person = employment.person if employment else holder.person if holder else None
    if person is None or (person.account is not None and person.account.is_active):
        return None
    return None if has_card(person.pk) else person

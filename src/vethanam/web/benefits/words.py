"""Words for the states, causes and kinds of benefits, in the language of the page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_noop

from vethanam.benefits.models import Beneficiary, Release, SchemeOffice, Society
from vethanam.benefits.scheme_rules import says_of, unit_of
from vethanam.money import shown
from vethanam.periods import Month
from vethanam.web.parts import words

#: state of an application or award → shape and word
STATES: dict[str, tuple[str, str]] = {
    "received": ("open", gettext_noop("Received")),
    "eligible": ("done", gettext_noop("Eligible")),
    "not_eligible": ("refused", gettext_noop("Not eligible")),
    "held": ("held", gettext_noop("Held: not known")),
    "sanctioned": ("done", gettext_noop("Sanctioned")),
    "refused": ("refused", gettext_noop("Refused")),
    "standing": ("done", gettext_noop("In payment")),
    "suspended": ("held", gettext_noop("Suspended")),
    "ended": ("refused", gettext_noop("Ended")),
    "waits": ("look", gettext_noop("Waits for another person")),
    "checked": ("done", gettext_noop("Checked")),
    "declined": ("refused", gettext_noop("Declined")),
    "taken_back": ("refused", gettext_noop("Taken back")),
}
CAUSES: dict[str, str] = {
    "not_mustered": gettext_noop("No life proof"),
    "not_eligible": gettext_noop("Not eligible any more"),
    "court_stay": gettext_noop("Stay by a court"),
    "duplicate": gettext_noop("Possible duplicate"),
    "death_reported": gettext_noop("Death reported"),
    "death": gettext_noop("Death"),
    "other_pension": gettext_noop("Another pension"),
    "given_up": gettext_noop("Given up by herself"),
    "cause_gone": gettext_noop("The cause is gone"),
    "mustered": gettext_noop("Life is proven"),
    "alive": gettext_noop("She lives"),
    "moved": gettext_noop("She moved"),
}
EVENTS: dict[str, str] = {
    "suspended": gettext_noop("Suspended"),
    "restored": gettext_noop("Restored"),
    "ended": gettext_noop("Ended"),
    "transferred": gettext_noop("Transferred"),
}
ENTRIES: dict[str, str] = {
    "circumstance": gettext_noop("Circumstance"),
    "guardian": gettext_noop("Guardian"),
    "route": gettext_noop("Payment"),
    "standing": gettext_noop("Change of an award"),
    "death": gettext_noop("Death"),
    "likeness": gettext_noop("Possible duplicate"),
    "elsewhere": gettext_noop("Paid elsewhere"),
    "demand": gettext_noop("Change of a demand"),
}
ROUTES: dict[str, str] = {
    "bank": gettext_noop("Bank account"),
    "home": gettext_noop("At home, by a society"),
    "post": gettext_noop("By post"),
}
PAYERS: dict[str, str] = {"state": gettext_noop("The State"), "centre": gettext_noop("Centre")}
#: the payer through which an amount was paid outside this system
OUTSIDE: dict[str, str] = {
    "pfms": gettext_noop("PFMS"),
    "board": gettext_noop("A welfare board"),
    "former_system": gettext_noop("The former system"),
}
SOURCES: dict[str, str] = {
    "relative": gettext_noop("A relative"),
    "society": gettext_noop("The society"),
    "local_body": gettext_noop("The local body"),
    "register": gettext_noop("The register of deaths"),
    "mustering": gettext_noop("Found at the life proof"),
}
MANNERS: dict[str, str] = {
    "centre": gettext_noop("At a centre"),
    "home": gettext_noop("At home"),
    "certificate": gettext_noop("By a life certificate"),
}
CYCLES: dict[str, str] = {
    "computed": gettext_noop("Waits for another person"),
    "approved": gettext_noop("Approved"),
    "reopened": gettext_noop("Reopened"),
}
CHANGES: dict[str, str] = {
    "same": gettext_noop("As before"),
    "new": gettext_noop("New"),
    "changed": gettext_noop("Changed"),
    "gone": gettext_noop("Not on the list any more"),
}
#: outcome of a line of a delivery list, or the reason why it was not delivered
OUTCOMES: dict[str, str] = {
    "delivered": gettext_noop("Delivered"),
    "not_found": gettext_noop("Not found"),
    "absent": gettext_noop("Not at home"),
    "moved": gettext_noop("Moved away"),
    "refused": gettext_noop("Did not take it"),
    "died": gettext_noop("Has died"),
    "not_entered": gettext_noop("Not entered until the last day"),
}
PROOFS: dict[str, str] = {
    "code": gettext_noop("Receipt code"),
    "thumb": gettext_noop("Thumb mark in the book"),
    "witnesses": gettext_noop("Two witnesses"),
}
LINES: dict[str, str] = {
    "listed": gettext_noop("To be delivered"),
    "entered": gettext_noop("Entered: waits for the secretary's check"),
    "delivered": gettext_noop("Delivered"),
    "undelivered": gettext_noop("Not delivered"),
    "reissued": gettext_noop("Not delivered, paid again by another payment"),
}
#: where the money of an advance is
PLACES_OF_ADVANCE: dict[str, str] = {
    "delivered": gettext_noop("Delivered at home"),
    "to_deliver": gettext_noop("To be delivered"),
    "to_return": gettext_noop("Not delivered, to be given back"),
    "returned": gettext_noop("Given back"),
}
#: the payment of an advance to its society
ADVANCES: dict[str, str] = {
    "instructed": gettext_noop("On its way to the society"),
    "credited": gettext_noop("The society has the money"),
    "rejected": gettext_noop("Rejected by the bank: the account of the society needs a correction"),
    "returned": gettext_noop("Came back: the account of the society needs a correction"),
    "withheld": gettext_noop("Not proven: withheld"),
}
#: an incentive bill, by its orders or its payment
INCENTIVES: dict[str, str] = {
    "claimed": gettext_noop("Claimed: waits for both orders"),
    "ordered_by_one": gettext_noop("Waits for the second order"),
    "ordered": gettext_noop("Ordered: goes with the next round"),
    "reissued": gettext_noop("Paid again by another payment"),
    **ADVANCES,
}
#: reasons of the rules, without their figures
REASONS: dict[str, str] = {
    "DIED": gettext_noop("Has died"),
    "NOT_RESIDENT": gettext_noop("Lives outside the State"),
    "NOT_A_WOMAN": gettext_noop("Not a woman"),
    "NOT_OF_AGE": gettext_noop("Below the age of the scheme"),
    "ABOVE_AGE": gettext_noop("Above the age of the scheme"),
    "ONE_PENSION": gettext_noop("Another pension"),
    "GOVERNMENT_SERVICE": gettext_noop("In Government service"),
    "SERVICE_PENSION": gettext_noop("Draws a service pension"),
    "INCOME_TAX_PAYER": gettext_noop("Pays income tax"),
    "INCOME_ABOVE": gettext_noop("Income above the limit"),
    "NOT_WIDOWED": gettext_noop("Not a widow"),
    "REMARRIED": gettext_noop("Married again"),
    "NOT_UNMARRIED": gettext_noop("Not unmarried"),
    "NOT_DISABLED": gettext_noop("No disability certificate"),
    "NOT_A_LABOURER": gettext_noop("Not an agricultural labourer"),
    "CARD_NOT_PRIORITY": gettext_noop("No yellow or pink ration card"),
    "IN_CARE_HOME": gettext_noop("In a care home"),
    "IN_PRISON": gettext_noop("In prison"),
    "LIFE_NOT_PROVEN": gettext_noop("No life proof"),
    "INCOME_NOT_KNOWN": gettext_noop("No income certificate that is good"),
    "RULE_NOT_READ": gettext_noop("An order was not read"),
    "CIRCUMSTANCE_NOT_VERIFIED": gettext_noop("A circumstance is not checked"),
}
FACES: dict[str, str] = {
    "counter": gettext_noop("At the counter"),
    "portal": gettext_noop("By the portal"),
    "post": gettext_noop("By post"),
    "taken_over": gettext_noop("Taken over"),
}
FORMS: dict[str, str] = {
    "paper": gettext_noop("Signed on paper"),
    "thumb": gettext_noop("Thumb mark"),
    "online": gettext_noop("Online"),
}
WHY: dict[str, str] = {
    "name": gettext_noop("Born on one day, similar name"),
    "account": gettext_noop("One bank account"),
}
CARDS: dict[str, str] = {
    "unmarried": gettext_noop("Unmarried"),
    "married": gettext_noop("Married"),
    "widowed": gettext_noop("Widowed"),
    "deserted": gettext_noop("Deserted"),
    "divorced": gettext_noop("Divorced"),
    "woman": gettext_noop("Woman"),
    "man": gettext_noop("Man"),
    "trans_woman": gettext_noop("Trans woman"),
    "trans_man": gettext_noop("Trans man"),
    "other": gettext_noop("Other"),
    "yellow": gettext_noop("Yellow"),
    "pink": gettext_noop("Pink"),
    "blue": gettext_noop("Blue"),
    "white": gettext_noop("White"),
}


def state_words(code: str) -> tuple[str, str]:
    """Shape and word of a state."""
    shape, word = STATES[code]
    return shape, gettext(word)


def word(table: dict[str, str], code: str | None) -> str:
    """The word of a code; empty for none."""
    return gettext(table[code]) if code else ""


def choices(table: dict[str, str], *chosen: str) -> list[tuple[str, str]]:
    """The codes of a table with their words, or those of some."""
    return [(code, gettext(table[code])) for code in chosen or table]


def circumstance(kind: str) -> str:
    """What a kind of circumstance says."""
    return gettext(says_of(kind))


def value(kind: str, stored: Any) -> str:
    """The value of a circumstance as the page shows it."""
    if stored is None:
        return gettext("not known")
    unit = unit_of(kind)
    if unit == "flag":
        return gettext("yes") if stored else gettext("no")
    if unit == "rupees":
        return str(shown(int(stored)))
    if unit == "rate":
        return f"{int(stored) // 100} %"
    return gettext(CARDS[stored]) if unit == "word" else str(stored)


def name(row: Beneficiary) -> str:
    """The name of a beneficiary in the script of the page."""
    return row.person.name_ml if words.language() == "ml" and row.person.name_ml else row.person.name


def scheme_title(row: SchemeOffice) -> str:
    """The title of a scheme in the language of the page."""
    return row.title_ml if words.language() == "ml" else row.title


def society_name(row: Society) -> str:
    """The name of a society in the language of the page."""
    return row.name_ml if words.language() == "ml" and row.name_ml else row.name


def month(key: int | None) -> str:
    """A month by its key; empty for none."""
    return words.month(Month.from_key(key)) if key else ""


def reason(code: str) -> str:
    """Why a line is not due: the cause of a stop, or a reason of the rules; empty for none."""
    return word(REASONS, code) if code in REASONS else word(CAUSES, code)


def release_said(row: Release) -> str:
    """What a release pays: months, or the compensation of a court."""
    if row.compensation:
        return gettext("Compensation %(reference)s") % {"reference": row.compensation}
    return ", ".join(month(one) for one in row.months)

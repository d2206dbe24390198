"""The registration form in the language of the page: hints, faults and words of its fields."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.messaging.cohorts import CASE, ROLL
from vethanam.privacy.purposes import load_catalogue
from vethanam.web.campaign.pages import ATTRIBUTES, CHANNELS, CLASSES
from vethanam.web.parts import words
from vethanam.web.privacy.data_fields import FIELDS

#: hints of the fields, from the form in the room below
HINTS: tuple[str, ...] = (
    gettext_noop("its code, in capitals: LIB-DUES"),
    gettext_noop("its title in English"),
    gettext_noop("its title in Malayalam"),
    gettext_noop("the same in two or three words"),
    gettext_noop("the same in two or three words, in Malayalam"),
    gettext_noop("Act, rule or order: its title"),
    gettext_noop("its number"),
    gettext_noop("its date"),
    gettext_noop("section or paragraph"),
    gettext_noop("SHA-256 of its text"),
    gettext_noop("the provision of the DPDP Act it stands on: s.6 for consent, s.7(i) for an employer"),
    gettext_noop("the post that may start it"),
    gettext_noop("its aim, in one sentence"),
    gettext_noop("who gains"),
    gettext_noop("why this data serves this aim"),
    gettext_noop("two less intrusive ways, and why each is not enough"),
    gettext_noop("the people concerned"),
    gettext_noop("exactly these fields"),
    gettext_noop("by which attributes people are chosen"),
    gettext_noop("how many messages a person gets in a month at most: a number"),
    gettext_noop("the last day"),
    gettext_noop("how a contact is used"),
    gettext_noop("through which channels"),
    gettext_noop("who receives"),
    gettext_noop("the sender people see: the office itself"),
    gettext_noop("how long each record is kept"),
    gettext_noop("for how many days it is kept who asked"),
    gettext_noop("for how many days each record about a person is kept"),
    gettext_noop("the notice people were shown"),
    gettext_noop("who approves each use"),
    gettext_noop("who sees its uses"),
    gettext_noop("where a person complains"),
    gettext_noop("when it is looked at again"),
    gettext_noop("the person's loss: attention, risk, chill"),
    gettext_noop("the first day, 72 hours in public at least"),
)
#: the words of closed lists
WORDS: dict[str, str] = {
    "person": gettext_noop("the person"),
    "public": gettext_noop("the public"),
    "office_holder": gettext_noop("the holder of an office"),
    "none": gettext_noop("not used"),
    "deliver_only": gettext_noop("delivered by the system, shown to nobody"),
    "two_person": gettext_noop("two other persons"),
    "three_person": gettext_noop("three other persons"),
}


#: possible recipients under a purpose, besides the offices
RECIPIENTS: dict[str, str] = {
    "employee_self": gettext_noop("the employee"),
    "subject_self": gettext_noop("the person concerned"),
    "beneficiary_self": gettext_noop("the beneficiary"),
    "guardian": gettext_noop("the guardian"),
}


def choices_of(field: str) -> list[tuple[str, str]]:
    """The choices of a field of several codes, each with its name; empty for free text."""
    catalogue = load_catalogue()
    match field:
        case "subjects":
            return [(code, _(name)) for code, name in CLASSES.items()]
        case "fields":
            allowed = {
                code: _(name) for code, name in FIELDS.items() if code not in catalogue.forbidden_fields
            }
            return sorted(allowed.items(), key=lambda one: one[1].casefold())
        case "cohort":
            barred = {*catalogue.never_for_cohorts, CASE, ROLL}
            return [(code, _(name)) for code, name in ATTRIBUTES.items() if code not in barred]
        case "channels":
            return [(code, _(name)) for code, name in CHANNELS.items()]
        case "recipients":
            offices = set(catalogue.controllers) - catalogue.never_recipients
            named = [(code, catalogue.office_name(code, words.language())) for code in sorted(offices)]
            return [*((code, _(name)) for code, name in RECIPIENTS.items()), *named]
    return []


def hint_in_words(asks: str) -> str:
    """The hint of a field."""
    return _(asks) if asks in HINTS else asks

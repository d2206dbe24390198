"""Why something about contacts, messages or keys was refused, as the rooms below say it; each has its Malayalam.

A sentence with places is found again in what was said: the words between are taken over as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.utils.translation import gettext, gettext_noop

from vethanam.web import words
from vethanam.web.kinds import KINDS
from vethanam.web.refusals_of_files import REFUSALS_OF_FILES
from vethanam.web.refusals_of_pay import REFUSALS_OF_PAY
from vethanam.web.refusals_of_service import FAULTS, REFUSALS_OF_SERVICE

REFUSALS: tuple[str, ...] = (
    gettext_noop("An approval is a person's, and no person stands behind this account."),
    gettext_noop("This key is another person's. Sign with a key of your own."),
    gettext_noop(
        "The signature does not fit what is to be approved: its people, text, sender, channels and time. "
        "Open it again and sign what stands there now."
    ),
    gettext_noop("There is no such sender or channel to choose. Nothing was changed."),
    gettext_noop("You have said yes to this before. Nothing was changed."),
    gettext_noop(
        "A yes is given by the person herself, or by her guardian with a proof of that. Nothing was recorded."
    ),
    gettext_noop("Choose at least one way to be told."),
    gettext_noop(
        "Nobody is asked for a yes to this: it is not in use, or it does not rest on consent. Nothing was recorded."
    ),
    gettext_noop("No notice was published for this, so nobody can say yes to it. Nothing was recorded."),
    gettext_noop("This is no consent from before the Act: the person gives it herself, with its notice."),
    gettext_noop("The notice has changed since. Read it again. Nothing was recorded."),
    gettext_noop("A yes is given to an office that the purpose belongs to. Nothing was recorded."),
    gettext_noop("An earlier consent is recorded by the office it was given to. Nothing was recorded."),
    gettext_noop("This yes was taken back before. Nothing was changed."),
    gettext_noop(
        "%(called)s: this stands in public for ever, and looks like it holds a phone number or an e-mail address. "
        "Write it without. Nothing was recorded."
    ),
    gettext_noop("This looks like a number or an address. Write it without; the person knows hers."),
    gettext_noop("Write what was done or found, in at most 1,000 letters."),
    gettext_noop("A case is opened by the data protection officer. Nothing was recorded."),
    gettext_noop("It was noticed before now. Correct the hour."),
    gettext_noop("Write how many people it may concern, in digits; 0 where nobody knows."),
    gettext_noop("The Board gives longer when it was asked in writing. Record that first."),
    gettext_noop("Asking or getting longer names a day that is still to come; nothing else does."),
    gettext_noop("A message tells of one breach case. Name one."),
    gettext_noop("This was asked before, and its answer is owed or given. Nothing was changed."),
    gettext_noop("This is none of the things that can be asked. Choose one of the list."),
    gettext_noop("This postal address cannot be read. Write it in at most 500 letters."),
    gettext_noop("A purpose is proposed by a person, and no person stands behind this account."),
    gettext_noop("A leave says what it opens: purposes, senders or channels. Nothing else says so."),
    gettext_noop(
        "A sending is stopped by an officer of its office, a law officer or the data protection officer."
    ),
    gettext_noop("A court's order or an undertaking is entered by a law officer."),
    gettext_noop("A window is entered by a law officer."),
    gettext_noop("What a court said is recorded by a law officer."),
    gettext_noop("This sending is of another office. Its own officer stops it, or the law officer."),
    gettext_noop(
        "A stop by an officer is released; what is before a court is continued, vacated or dismissed."
    ),
    gettext_noop("A restraint ends after it begins. Correct one of the dates."),
    gettext_noop("A window ends after it begins. Correct one of the instants."),
    gettext_noop("No district or taluk is called %(places)s. Write state, or one or more of: %(known)s."),
    gettext_noop("A window needs its source: the press note or letter that says so."),
    gettext_noop("This key has been ended already."),
    gettext_noop("This key is enrolled already. Use it, or enrol another one."),
    gettext_noop(
        "Only a person signs, and no person stands behind this account. Ask for an account of your own."
    ),
    gettext_noop("A key is ended by the person who holds it."),
    gettext_noop("A message is asked for by a person, and no person stands behind this account."),
    gettext_noop("The time for sending ends before it begins, or is past. Give another."),
    gettext_noop("A message is sent by the office that composed it."),
    gettext_noop(
        "This key has ended, or counts only a day after its enrolment (%(at)s). Sign with your earlier key, or then."
    ),
    gettext_noop("This is approved by: %(roles)s (the purpose owner of %(office)s). You act as another."),
    gettext_noop("This purpose does not need %(fields)s. Leave it out."),
    gettext_noop("%(number)s has no such step open. Nothing was changed."),
    gettext_noop("This mobile number (mobile) cannot be read. Write +91 and ten digits."),
    gettext_noop(
        "This e-mail address (email_official) cannot be read. Write one address with one @ "
        "and a host name, in plain Latin letters."
    ),
    gettext_noop(
        "This e-mail address (email_personal) cannot be read. Write one address with one @ "
        "and a host name, in plain Latin letters."
    ),
    gettext_noop("%(code)s waits for its approval by: %(roles)s. It is not published."),
    gettext_noop("%(code)s version %(version)s is published already."),
    gettext_noop(
        "%(code)s version %(version)s protects less than version %(former)s (%(lost)s). Propose it anew."
    ),
    gettext_noop(
        "Restraint %(id)s is on record already. Give another id, or record what the court said next."
    ),
    gettext_noop("Restraint %(id)s is over. A new one is filed anew."),
    gettext_noop(
        "An officer counts at most %(most)s rules a day, so that counts do not tell who is meant. Go on tomorrow."
    ),
    gettext_noop("No purpose %(code)s is registered on this day. Choose one of the register."),
    gettext_noop("The rule “%(rule)s” means nobody on this day. Choose another."),
    gettext_noop("Its time ended %(at)s. Compose it again; approvals bind a time."),
    gettext_noop("It may be sent from %(at)s."),
    gettext_noop("%(count)s things to mend. Nothing was recorded."),
    gettext_noop("%(register)s is no register of contacts. Nothing was changed."),
    gettext_noop("%(register)s is no register of contacts. Choose one of: %(registers)s."),
    gettext_noop(
        "A contact comes into this list from the person herself, with her yes to the office. Nothing was changed."
    ),
    gettext_noop(
        "This purpose keeps no list of its own: it uses what you gave for your pay. Nothing was recorded."
    ),
)
#: what is called so in the refusal of what looks like a contact in public, where no page names it
CALLED = (
    gettext_noop("Number of an order"),
    gettext_noop("What is entered"),
    gettext_noop("Area"),
    gettext_noop("Restraint"),
    gettext_noop("Window"),
)
_PLACE = re.compile(r"%\((\w+)\)s")
_EMPLOYEE = re.compile(r"Employee (\S+)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: a kind of entry as the service book says it -> its name on a page
_ENTRIES = {kind.replace("_", " "): name for kind, name in KINDS.items()}


def found_in(said: str, templates: Iterable[str]) -> tuple[str, dict[str, str]] | None:
    """The template that a sentence was made of, and what fills its places; None where none fits."""
    for template, pattern in _patterns(templates):
        found = pattern.fullmatch(said)
        if found:
            return template, found.groupdict()
    return None


def in_words(said: str) -> str:
    """A refusal in the language of the page; as it stands where it is none of these."""
    tables = (REFUSALS, REFUSALS_OF_PAY, REFUSALS_OF_FILES)
    if found := next(filter(None, (found_in(said, templates) for templates in tables)), None):
        return gettext(found[0]) % {name: _filled(name, filled) for name, filled in found[1].items()}
    if found := found_in(said, REFUSALS_OF_SERVICE):
        return gettext(found[0]) % {name: _dated(_filled(name, filled)) for name, filled in found[1].items()}
    return said


def _filled(name: str, filled: str) -> str:
    """What stands in a place: ends of a sentence each for itself, a kind of entry or an employee by its name."""
    if name == "called":
        return gettext(filled)
    if name == "faults":
        return "; ".join(_faults(filled.split("; ")))
    if name == "entry":
        kind = max((one for one in _ENTRIES if filled.startswith(f"{one} ")), key=len, default="")
        faults = "; ".join(_faults(filled.removeprefix(kind).strip().split("; ")))
        return f"{gettext(_ENTRIES[kind])} {faults}" if kind else filled
    if name == "kind" and filled in _ENTRIES:
        return gettext(_ENTRIES[filled])
    employee = _EMPLOYEE.fullmatch(filled)
    return gettext("Employee %(number)s") % {"number": employee[1]} if employee else filled


def _faults(parts: Sequence[str]) -> Iterator[str]:
    """Each end of a sentence in the language of the page; one may be written over more than one part."""
    begin = 0
    while begin < len(parts):
        joined = ("; ".join(parts[begin:end]) for end in range(begin + 1, len(parts) + 1))
        tried = ((end, found_in(text, FAULTS)) for end, text in enumerate(joined, start=begin + 1))
        end, found = next(((end, found) for end, found in tried if found), (begin + 1, None))
        if found:
            yield gettext(found[0]) % {name: _dated(filled) for name, filled in found[1].items()}
        else:
            yield parts[begin]
        begin = end


def _dated(filled: str) -> str:
    """A day as people write it."""
    return words.day(date.fromisoformat(filled)) if _DAY.fullmatch(filled) else filled


def _patterns(templates: Iterable[str]) -> Iterator[tuple[str, re.Pattern[str]]]:
    for template in templates:
        parts = _PLACE.split(template)
        text = "".join(re.escape(part) if at % 2 == 0 else f"(?P<{part}>.+)" for at, part in enumerate(parts))
        yield template, re.compile(text, re.DOTALL)

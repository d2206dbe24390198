"""Uses of contacts in words: the request, its result, its reason; the same for every reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from vethanam.journal.queries import position_of
from vethanam.messaging.queries import IntimationShown, intimations_of
from vethanam.money import grouped
from vethanam.privacy.law.commencement import in_force
from vethanam.privacy.permit.reason_texts import reason_in_words
from vethanam.privacy.policies import goes_unwitnessed
from vethanam.privacy.purposes.catalogue_loader import Catalogue
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import PersonUse, uses_of
from vethanam.privacy.queries import UseShown as RegisterUse
from vethanam.privacy.retention import end_of_record
from vethanam.web.parts import words
from vethanam.web.privacy.data_fields import fields_said
from vethanam.web.privacy.legal_grounds import grounds_now

DAYS = 90
SHOWN_FIRST = 5

#: state of a use about one person -> shape and word
STATES: dict[str, tuple[str, str]] = {
    "accepted": ("done", gettext_noop("With the mail server or operator")),
    "sent": ("done", gettext_noop("Sent")),
    "queued": ("under-way", gettext_noop("On its way")),
    "sending": ("under-way", gettext_noop("On its way")),
    "failed": ("look", gettext_noop("Not delivered")),
    "uncertain": ("look", gettext_noop("Not known")),
    "cancelled": ("refused", gettext_noop("Cancelled")),
    "portal": ("done", gettext_noop("Told here only")),
    "allowed": ("done", gettext_noop("Allowed")),
    "held": ("held", gettext_noop("Held")),
    "refused": ("refused", gettext_noop("Refused")),
    "left_out": ("open", gettext_noop("Left out")),
    "erased": ("open", gettext_noop("Erased by rule")),
}
CHANNELS: dict[str, str] = {
    "email": gettext_noop("E-mail sent"),
    "sms": gettext_noop("SMS sent"),
    "whatsapp": gettext_noop("WhatsApp message sent"),
    "post": gettext_noop("Letter sent"),
}
EFFECTS: dict[str, str] = {
    "refused": gettext_noop("Nothing was sent. Your number was not opened."),
    "held": gettext_noop("Nothing was sent so far. Your number was not opened."),
    "left_out": gettext_noop("You were left out. Your number was not opened."),
    "erased": gettext_noop("The record of the decision about you was destroyed when its time was over."),
    "portal": gettext_noop("No number was opened. You were told on this site."),
    "queued": gettext_noop("It waits for its turn. Your number is opened for this one message only."),
    "sending": gettext_noop("It is being handed over."),
    "sent": gettext_noop("Your contact was opened for this one message and closed again."),
    "accepted": gettext_noop(
        "Your contact was opened for this one message and closed again. A mail server or an operator has "
        "accepted it."
    ),
    "failed": gettext_noop("It could not be delivered. The copy on this site stays."),
    "uncertain": gettext_noop("The sending machine stopped in the middle. It is not sent again by itself."),
    "cancelled": gettext_noop("It was cancelled before it was handed over."),
    "allowed": gettext_noop("It was allowed; no message was sent."),
}

#: for a use without a message: its result and its effect
SHOWN: dict[tuple[str, str], tuple[str, str]] = {
    ("reveal", "sent"): (
        gettext_noop("Shown to the officer"),
        gettext_noop("Your contact was opened for the one officer who asked, and closed again."),
    ),
    ("feed", "sent"): (
        gettext_noop("Handed to a recipient"),
        gettext_noop("Your contact was sealed for one registered recipient, and closed again."),
    ),
    ("reveal", "allowed"): (gettext_noop("Allowed"), gettext_noop("It was allowed; nothing was opened.")),
    ("feed", "allowed"): (gettext_noop("Allowed"), gettext_noop("It was allowed; nothing was opened.")),
    ("read", "allowed"): (gettext_noop("Allowed"), gettext_noop("It was allowed; no contact was opened.")),
}

#: reasons why a message was ended before sending, besides the permit's
ENDED = {
    "told another way by now": gettext_noop(
        "By the records of that day she is told another way: by her guardian, or herself."
    ),
    "another contact by now": gettext_noop(
        "The person gave or confirmed another contact since. A notice of pay is asked for anew, to that one."
    ),
    "logged at another time": gettext_noop(
        "The log took the request more than an hour from the time that it names, so it was set aside."
    ),
    "no news any more": gettext_noop("The time in which it may be sent is over."),
    "link ended": gettext_noop("The link to the number in that register was ended."),
    "contact taken back": gettext_noop("The person took the contact back."),
    "consent taken back": gettext_noop("The person took the yes back."),
    "channel stopped": gettext_noop("The person stopped this channel."),
}


@dataclass(frozen=True, slots=True)
class UseRow:
    """A use in the timeline and on its own page."""

    at: datetime
    shape: str
    outcome: str
    by: str
    says: str
    address: str
    title: str
    effect: str
    wanted: str
    why: str
    codes: Sequence[str]
    purpose: str
    purpose_code: str
    officer: str
    is_public: bool
    is_refused: bool
    is_held: bool
    is_used: bool
    leaf: int
    reference: str = ""
    ground: str = ""
    order: str = ""
    register: str = ""
    reason_given: str = ""
    entry: int | None = None
    proof: str = ""
    witnesses: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True)
class UsesShown:
    """The uses of ninety days with a sentence of their counts, from the same list."""

    summary: str
    sentence: str
    shown: Sequence[UseRow]
    all: Sequence[UseRow]
    refused: int

    @property
    def has_more(self) -> bool:
        """True if the first page omits some."""
        return len(self.all) > len(self.shown)


def uses_shown(person: int, now: datetime, chosen: Callable[[PersonUse], bool] = lambda _: True) -> UsesShown:
    """The uses of a person's contacts, or the chosen ones of them, refused and held ones first."""
    told = {row.use: row for row in intimations_of(person)}
    catalogue = catalogue_now()
    rows = [row_of(use, told.get(use.use), catalogue) for use in uses_of(person) if chosen(use)]
    recent = [row for row in rows if row.at >= now - timedelta(days=DAYS)]
    refused, held = sum(row.is_refused for row in recent), sum(row.is_held for row in recent)
    used = sum(row.is_used for row in recent)
    ordered = sorted(rows, key=lambda row: (not row.is_refused, not row.is_held))
    return UsesShown(
        summary=counts(used, refused, held),
        sentence=_sentence(used, refused, held),
        shown=ordered[:SHOWN_FIRST],
        all=ordered,
        refused=refused,
    )


def counts(used: int, refused: int, held: int) -> str:
    """The counts in words: ``3 uses, 1 refused, 1 held.``"""
    told = [ngettext("%(count)s use", "%(count)s uses", used) % {"count": grouped(used)}]
    if refused:
        told.append(_("%(count)s refused") % {"count": grouped(refused)})
    if held:
        told.append(_("%(count)s held") % {"count": grouped(held)})
    return f"{', '.join(told)}."


def _sentence(used: int, refused: int, held: int) -> str:
    if not used and not refused and not held:
        return _("Nobody asked for your number in 90 days")
    told = ngettext("It was used once in 90 days", "It was used %(count)s times in 90 days", used)
    first = told % {"count": words.count_in_words(used)} if used else _("It was not used in 90 days")
    also = []
    if refused:
        said = ngettext("one request was refused", "%(count)s requests were refused", refused)
        also.append(said % {"count": words.count_in_words(refused)})
    if held:
        said = ngettext("one request is held", "%(count)s requests are held", held)
        also.append(said % {"count": words.count_in_words(held)})
    return "; ".join([first, *also])


def row_of(use: PersonUse, told: IntimationShown | None, catalogue: Catalogue | None = None) -> UseRow:
    """One use for the person concerned; ``catalogue`` is today's, if already loaded."""
    language = words.language()
    shape, word = STATES[use.state]
    outcome = _(CHANNELS[use.channel]) if use.state == "sent" and use.channel in CHANNELS else _(word)
    effect = _(EFFECTS[use.state])
    if (use.mode, use.state) in SHOWN:
        outcome, effect = (_(said) for said in SHOWN[use.mode, use.state])
    purpose = use.purpose_name(language)
    return UseRow(
        at=use.at,
        shape=shape,
        outcome=outcome,
        by=use.office_name(language),
        says=_says(use, told, purpose),
        address=reverse("employee:use", kwargs={"reference": use.reference}),
        title=_title(use, told, purpose),
        effect=effect,
        wanted=_wanted(use.fields, use.count),
        why=ended_said(use.ended) if use.ended else use.why(language),
        codes=[code for code in (use.reason or _code(use.ended), *use.also) if code],
        purpose=purpose,
        purpose_code=use.purpose,
        officer=_role(use.role),
        is_public=use.count > 100,
        is_refused=use.is_refused,
        is_held=use.is_held,
        is_used=use.is_used,
        leaf=use.leaf,
        reference=use.reference,
        ground=_ground(use, catalogue or catalogue_now()),
        order=use.order_number,
        register=", ".join(use.registers(language)),
        reason_given=use.reason_given,
    )


def _ground(use: PersonUse, catalogue: Catalogue) -> str:
    """The purpose's ground on that day: the law in force, else its ground for the time before."""
    day = timezone.localtime(use.at).date()
    purpose = catalogue.on(use.purpose, day)
    if purpose is None:
        return _("none: no registered purpose covers it")
    begun = [provision for provision in purpose.ground.dpdp if in_force(provision, day)]
    grounds = [f"DPDP {provision}" for provision in begun] or grounds_now(purpose)
    return "; ".join(grounds) if grounds else _("none: the law it stands on has not begun")


def ended_said(why: str) -> str:
    """The reason why a message was ended before sending: a rule of the permit, or our own words."""
    return _(ENDED[why]) if why in ENDED else reason_in_words(why, words.language())


def _code(why: str) -> str:
    """The permit's code that ended a message; else empty."""
    return why if why.isupper() else ""


def with_place(row: UseRow, use: PersonUse) -> UseRow:
    """The row with its place in the log, its proof, and when the record of her goes."""
    reference = use.reference
    return replace(
        row,
        kept=kept_said(use.use),
        entry=position_of(row.leaf),
        proof=reverse("employee:proof", kwargs={"reference": reference}),
        witnesses=witnesses_said(row.leaf),
    )


def kept_said(use: int) -> str:
    """Until when the record about her is kept, and what keeps it longer."""
    end = end_of_record(use)
    if end.went_at is not None:
        told = _("Destroyed under Rule 8(3); announced in the log on %(day)s.")
        return told % {"day": words.day(timezone.localtime(end.went_at).date())}
    day = words.day(end.goes_on)
    if end.held_by:
        told = _("Its time ends on %(day)s. %(hold)s keeps it until two officers end that.")
        return told % {"day": day, "hold": end.held_by}
    told = _("It is destroyed on %(day)s. A copy that you keep still verifies. Backups hold it longer.")
    return told % {"day": day}


def witnesses_said(leaf: int) -> str:
    """What the entry of a use says of witnesses; empty if it says nothing."""
    return _("None had to sign before it went.") if goes_unwitnessed(leaf) else ""


def _says(use: PersonUse, told: IntimationShown | None, purpose: str) -> str:
    if told is not None and not (use.is_refused or use.is_held):
        return _credit_said(told.text) % {"month": words.month_name(told.month)}
    if (use.is_refused or use.is_held) and use.mode == "reveal":
        return _("Asked to see your contact as “%(purpose)s”. It was not opened.") % {"purpose": purpose}
    if (use.is_refused or use.is_held) and use.mode in ("feed", "read"):
        return _("Asked for data of %(count)s people as “%(purpose)s”. Your number was not opened.") % {
            "count": grouped(use.count),
            "purpose": purpose,
        }
    if use.is_refused or use.is_held:
        return _("Asked to message %(count)s people as “%(purpose)s”. Your number was not opened.") % {
            "count": grouped(use.count),
            "purpose": purpose,
        }
    return f"{purpose}."


def _credit_said(text: str) -> str:
    """The content of a message about a credit, by the code of its text."""
    if text.startswith("salary-") and "back" in text:
        return _("Told you that the %(month)s salary came back.")
    return {
        "arrears": _("Told you that arrears, up to %(month)s, were credited."),
        "surrender": _("Told you that the surrender of leave of %(month)s was credited."),
        "festival": _("Told you that the bonus or festival allowance of %(month)s was credited."),
    }.get(text.partition("-")[0], _("Told you that the %(month)s salary was credited."))


def _title(use: PersonUse, told: IntimationShown | None, purpose: str) -> str:
    if told is not None and not (use.is_refused or use.is_held):
        return _says(use, told, purpose)
    people = ngettext("“%(purpose)s”, to you alone", "“%(purpose)s”, to %(count)s people", use.count)
    return people % {"purpose": purpose, "count": grouped(use.count)}


def _wanted(fields: Sequence[str], count: int) -> str:
    named = fields_said(fields)
    among = ngettext("yours alone", "%(count)s people, you among them", count) % {"count": grouped(count)}
    return f"{named[0].upper() + named[1:]}; {among}" if named else among


def _role(role: str) -> str:
    return {
        "communicating_officer": _("communicating officer"),
        "service": _("the pay service"),
        "drawing_officer": _("drawing officer"),
        "purpose_owner": _("officer of the purpose"),
        "program": _("program of another body"),
        "clerk": _("clerk"),
    }.get(role, "")


def register_state(use: RegisterUse) -> tuple[str, str]:
    """The status of a use in the register: name of its icon, and word."""
    return {
        "refused": ("refused", _("Refused")),
        "held": ("held", _("Held")),
        "sending": ("under-way", _("Being sent")),
        "sent": ("done", _("Sent")),
        "part": ("part", _("Sent in part")),
        "ended": ("refused", _("Cancelled")),
        "undelivered": ("look", _("Not delivered")),
        "allowed": ("done", _("Allowed")),
    }[use.state]


def register_effect(use: RegisterUse) -> str:
    """The effect of a use in one sentence."""
    if use.state == "refused":
        return _("Nothing was sent. No number was opened.")
    if use.state == "held":
        return _("Nothing was sent so far. No number was opened.")
    return became_of(use)


def became_of(use: RegisterUse) -> str:
    """The fate of a use's messages, counted: handed over, ended before, not delivered, unknown."""
    told = [
        ngettext("%(sent)s message was handed over.", "%(sent)s messages were handed over.", use.handed_over)
        % {"sent": grouped(use.handed_over)}
        if use.handed_over
        else _("No message was handed over.")
    ]
    counts = use.messages
    if ended := counts.get("cancelled", 0):
        rest = ngettext(
            "%(count)s was ended before it went, and is not sent again.",
            "%(count)s were ended before they went, and are not sent again.",
            ended,
        )
        told.append(rest % {"count": grouped(ended)})
    if failed := counts.get("failed", 0):
        told.append(_("%(count)s could not be delivered.") % {"count": grouped(failed)})
    if unknown := counts.get("uncertain", 0):
        told.append(_("Of %(count)s it is not known.") % {"count": grouped(unknown)})
    return " ".join(told)


def asked_for(use: RegisterUse) -> str:
    """The number of people in the request; small counts as “fewer than 20”."""
    return grouped(use.subjects) if isinstance(use.asked_for, int) else _("fewer than 20")

"""Pages of the public register: every purpose with its legal ground on a day, and its uses and refusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET

from vethanam.journal.queries import position_of
from vethanam.messaging.wording import NOT_YET, texts_of_purpose
from vethanam.money import grouped
from vethanam.privacy.counts import counted
from vethanam.privacy.law.commencement import in_force, starts
from vethanam.privacy.law_records import OF_MANY, assessment_of
from vethanam.privacy.models import Purpose as Registered
from vethanam.privacy.permit.approvals import roles_needed
from vethanam.privacy.proposals import ProposalShown, proposals_now
from vethanam.privacy.purposes import Purpose, load_catalogue
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.purposes.versions import beyond
from vethanam.privacy.queries import PurposeCount, uses_overview
from vethanam.web.campaign.pages import ATTRIBUTES, CHANNELS, ROLES, needed_row, people_in_words
from vethanam.web.parts import words
from vethanam.web.parts.access import now_of, public, theirs
from vethanam.web.parts.view_values import Pair
from vethanam.web.privacy.data_fields import FIELDS, fields_said
from vethanam.web.privacy.legal_grounds import grounds_now, without_note
from vethanam.web.protection.assessments import assessment_said

CONTACT_USE: dict[str, str] = {
    "none": gettext_noop("No contact is used"),
    "deliver_only": gettext_noop("A message is delivered; nobody sees a number"),
    "system_feed": gettext_noop("An encrypted, counted feed to the named recipient"),
    "reveal_single": gettext_noop("One person at a time, with a reason"),
}
STATES: dict[str, tuple[str, str]] = {
    "active": ("done", gettext_noop("In use")),
    "suspended": ("held", gettext_noop("Suspended")),
    "prohibited": ("refused", gettext_noop("Prohibited")),
}


@public
@require_GET
def purposes(request: HttpRequest) -> HttpResponse:
    """Every purpose on a day, with its ground and its counts up to then."""
    day, now = _day(request)
    found = list(catalogue_now().in_force(day))
    counts = _counts(day)
    active = sum(purpose.status == "active" for purpose in found)
    told = ngettext(
        "%(count)s purpose may be used on %(day)s", "%(count)s purposes may be used on %(day)s", active
    )
    strangers = [row for row in counts.values() if not row.is_registered]
    page = {
        "title": told % {"count": grouped(active), "day": words.day(day)},
        "day": day.isoformat(),
        "rows": [_row(purpose, day, counts.get(purpose.code)) for purpose in found],
        "strangers": _told(sum(row.refused for row in strangers)) if strangers else "",
        "proposed": [proposed_row(one) for one in proposals_now(now)],
    }
    return render(request, "public/purposes.html", {"page": page})


@public
@require_GET
def proposed(request: HttpRequest, reference: str) -> HttpResponse:
    """A proposed purpose in full, before any approval."""
    now = now_of(request)[0]
    found = theirs(next((one for one in proposals_now(now) if one.row.reference == reference), None))
    return render(request, "public/purpose.html", {"page": proposed_page(found)})


def proposed_row(one: ProposalShown) -> dict[str, Any]:
    """A proposal in a list."""
    shape, word = proposal_state(one)
    return {
        "name": one.purpose.short.get(words.language(), one.purpose.short["en"]),
        "code": one.purpose.code,
        "offices": _offices(one.purpose.controllers),
        "shape": shape,
        "word": word,
        "missing": ", ".join(_(ROLES[role]) for role in one.missing),
        "first": one.purpose.valid_from,
        "address": reverse("public:proposed", kwargs={"reference": one.row.reference}),
    }


def proposed_page(one: ProposalShown) -> dict[str, Any]:
    """A proposal with every field of its form."""
    shape, word = proposal_state(one)
    purpose, first = one.purpose, one.purpose.valid_from or timezone.localdate(one.row.at)
    return {
        "title": purpose.title.get(words.language(), purpose.title["en"]),
        "code": f"{purpose.code} {purpose.version}",
        "shape": shape,
        "word": word,
        "first": first,
        "pairs": _pairs(purpose, first),
        "test": _test(purpose),
        "safeguards": [without_note(one) for one in purpose.safeguards],
        "beyond": _beyond(purpose),
        "needed": [needed_row(role, at) for role, at in one.given.items()],
        "reference": one.row.reference,
        "commitment": bytes(one.row.commitment).hex(),
    }


def _beyond(purpose: Purpose) -> list[Pair]:
    """The points in which a proposed version allows more than the last registered one."""
    versions = [one for one in catalogue_now().purposes if one.code == purpose.code]
    before = [one for one in versions if one.version < purpose.version]
    if not before:
        return []
    labels = {
        "subjects": _("People"), "fields": _("Fields"), "recipients": _("Receives"), "channels": _("Through"),
        "cohort_attributes": _("People are chosen by"), "retention": _("Kept"),
        "processing_log_days": _("Days it is kept who asked"),
        "record_days": _("Days each person's record is kept"),
    }  # fmt: skip
    found = beyond(max(before, key=lambda one: one.version), purpose)
    words_of = {**FIELDS, **CHANNELS, **ATTRIBUTES}
    return [
        Pair(labels[name], ", ".join(_(words_of.get(one, one.replace("_", " "))) for one in new))
        for name, new in found.items()
    ]


def proposal_state(one: ProposalShown) -> tuple[str, str]:
    """The status of a proposal: name of its icon, and word."""
    if one.is_published:
        return "done", _("Published")
    return ("held", _("Waits for approvals")) if one.missing else ("done", _("Approved"))


@public
@require_GET
def purpose(request: HttpRequest, code: str) -> HttpResponse:
    """One purpose in full: holder, ground on that day, reason, fields, people, duration, ways to stop it."""
    day, _now = _day(request)
    found = catalogue_now().on(code, day)
    if found is None:
        raise Http404
    shape, word = _state(found, day)
    page = {
        "title": found.title.get(words.language(), found.title["en"]),
        "code": found.code,
        "shape": shape,
        "word": word,
        "day": day,
        "pairs": _pairs(found, day),
        "test": _test(found),
        "safeguards": [without_note(one) for one in found.safeguards],
        "counts": _count_pairs(_counts(day).get(code)),
        "versions": _versions(found),
    }
    return render(request, "public/purpose.html", {"page": page})


def _day(request: HttpRequest) -> tuple[date, datetime]:
    """The requested day; today if it is missing or unreadable."""
    now = timezone.localtime(now_of(request)[0])
    try:
        return date.fromisoformat(request.GET.get("on", "")), now
    except ValueError:
        return now.date(), now


def _counts(day: date) -> Mapping[str, PurposeCount]:
    # made aware at once
    until = timezone.make_aware(datetime(day.year, day.month, day.day, 23, 59, 59))  # noqa: DTZ001
    return {row.code: row for row in uses_overview(until=until).purposes}


def _told(count: int) -> str:
    return people_in_words(counted(count))


def _row(found: Purpose, day: date, count: PurposeCount | None) -> dict[str, Any]:
    shape, word = _state(found, day)
    return {
        "name": found.short.get(words.language(), found.short["en"]),
        "code": found.code,
        "address": f"{reverse('public:purpose', kwargs={'code': found.code})}?on={day.isoformat()}",
        "shape": shape,
        "word": word,
        "offices": _offices(found.controllers),
        "ground": ground_in_words(found, day),
        "uses": _told(count.uses) if count else "0",
        "refused": _told(count.refused) if count else "0",
        "held": _told(count.held) if count and count.held else "",
    }


def _state(found: Purpose, day: date) -> tuple[str, str]:
    if found.dormant_until is not None and found.dormant_until > day:
        return "open", _("Not yet in force")
    if found.review_by is not None and found.review_by < day:
        return "held", _("Past its review day")
    shape, word = STATES[found.status]
    return shape, _(word)


def ground_in_words(found: Purpose, day: date) -> str:
    """The legal ground of a purpose on a day: DPDP sections in force, else the statute of today."""
    begun = [one for one in found.ground.dpdp if in_force(one, day)]
    if begun:
        return _("DPDP Act, %(sections)s") % {"sections": ", ".join(begun)}
    if found.ground.statute_now:
        return "; ".join(grounds_now(found))
    return _("None on this day")


def _pending(found: Purpose, day: date) -> str:
    """Sections not yet in force, each with its day if known."""
    told = []
    for one in found.ground.dpdp:
        first = starts(one, "permission")
        if first is not None and first > day:
            told.append(f"{one} ({words.day(first)})")
    return ", ".join(told)


def _offices(codes: Iterable[str]) -> str:
    return ", ".join(load_catalogue().office_name(code, words.language()) for code in codes)


def _texts_said(found: Purpose) -> Pair | None:
    """The texts of a purpose, or that it cannot be sent yet; None if it delivers nothing."""
    if found.contact_use != "deliver_only" or found.status != "active":
        return None
    codes = texts_of_purpose(found.code)
    if found.code in NOT_YET or not codes:
        return Pair(_("Texts"), _("Cannot be sent yet"))
    return Pair(
        _("Texts"), ngettext("%(count)s text", "%(count)s texts", len(codes)) % {"count": len(codes)}, codes
    )


def _assessment(found: Purpose, day: date) -> Pair | None:
    """The impact assessment of a purpose under which officers write to many people."""
    if found.contact_use != "deliver_only" or found.approvals not in OF_MANY or found.status != "active":
        return None
    return Pair(_("Impact assessment"), assessment_said(assessment_of(found, day)))


def _pairs(found: Purpose, day: date) -> list[Pair]:
    pending = _pending(found, day)
    needed = [_(ROLES[role]) for role in roles_needed(found, is_caution=False) if role in ROLES]
    pairs = [
        Pair(_("Offices"), _offices(found.controllers)),
        Pair(_("Ground on this day"), ground_in_words(found, day)),
        Pair(_("Not begun"), pending) if pending else None,
        Pair(_("People"), ", ".join(name.replace("_", " ") for name in found.subjects)),
        Pair(_("Fields"), fields_said(found.fields)),
        Pair(_("Contacts"), _(CONTACT_USE[found.contact_use])),
        Pair(_("Sender"), _offices(found.senders)) if found.senders else None,
        Pair(
            _("Through"), ", ".join(_(CHANNELS.get(name, name.replace("_", " "))) for name in found.channels)
        ),
        Pair(_("Receives"), ", ".join(name.replace("_", " ") for name in found.recipients)),
        Pair(
            _("People are chosen by"),
            ", ".join(_(ATTRIBUTES.get(name, name)) for name in found.cohort_attributes),
        )
        if found.cohort_attributes
        else None,
        Pair(_("Approved by"), ", ".join(needed)) if needed else None,
        _texts_said(found),
        Pair(_("At most"), _a_month(found.most_a_month)) if found.most_a_month else None,
        Pair(_("Kept"), found.retention.personal),
        Pair(_("Days each person's record is kept"), str(found.retention.record_days)),
        Pair(_("Days it is kept who asked"), str(found.retention.processing_log_days)),
        Pair(_("Review"), words.day(found.review_by)) if found.review_by else None,
        _assessment(found, day),
        Pair(_("Notice"), found.notice),
    ]
    return [pair for pair in pairs if pair is not None and pair.text]


def _test(found: Purpose) -> list[Pair]:
    """The legality, aim and proportionality stated in the register, then the other answers of the form."""
    names = {
        "legality": _("Legality"), "aim": _("Aim"), "proportionality": _("Proportionality"),
        "instrument": _("Instrument"), "authorised_officer": _("May start it"), "beneficiary": _("Who gains"),
        "alternatives": _("Less intrusive ways"),
        "end_date": _("Ends"), "complaint_route": _("Complaints"),
        "visibility": _("Visible to"), "intrusion": _("Effect on the person"),
    }  # fmt: skip
    return [Pair(names[name], _flat(value)) for name, value in found.test.items() if name in names and value]


def _a_month(most: int) -> str:
    told = ngettext(
        "%(count)s message to a person in a month", "%(count)s messages to a person in a month", most
    )
    return told % {"count": words.count_in_words(most)}


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(str(part) for part in value.values())
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _count_pairs(count: PurposeCount | None) -> list[Pair]:
    refused, held, sent = (count.refused, count.held, count.messages) if count else (0, 0, 0)
    used = count.uses - refused - held if count else 0
    return [
        Pair(_("Uses"), _told(used)), Pair(_("Refused"), _told(refused)), Pair(_("Held"), _told(held)),
        Pair(_("Messages handed over"), _told(sent)),
    ]  # fmt: skip


def _versions(found: Purpose) -> Sequence[dict[str, Any]]:
    rows = Registered.objects.filter(code=found.code).order_by("-version")
    return [
        {
            "version": row.version,
            "at": row.registered_at,
            "hash": bytes(row.hash).hex(),
            "entry": position_of(row.leaf),
            "is_current": row.version == found.version,
        }
        for row in rows
    ]

"""Shared parts of the pages of sendings and restraints: roles, kinds, banner, times to the millisecond."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from vethanam.money import grouped
from vethanam.people.models import Role
from vethanam.privacy.current_restraints import RestraintShown
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.purposes.registry import purpose_name
from vethanam.web.campaign.pages import CLASSES
from vethanam.web.parts import words
from vethanam.web.parts.page_context import Banner
from vethanam.web.parts.view_values import Pair

LOOKERS = (Role.LAW_OFFICER, Role.DATA_PROTECTION_OFFICER)
SENDERS = (Role.PURPOSE_OWNER, Role.COMMUNICATING_OFFICER)

KINDS = {
    "court_order": gettext_noop("Court order"),
    "undertaking": gettext_noop("Undertaking"),
    "stop": gettext_noop("Stop by an officer"),
}
CHANNELS = {
    "sms": gettext_noop("SMS"),
    "email": gettext_noop("e-mail"),
    "whatsapp": gettext_noop("WhatsApp"),
}
MESSAGE_KINDS = {
    "achievements": gettext_noop("messages about achievements"),
    "service_benefit_announcements": gettext_noop("announcements of service benefits"),
    "all_messages": gettext_noop("all messages"),
}


@dataclass(frozen=True, slots=True)
class Instant:
    """One line in the list of exact times."""

    at: str
    shape: str
    what: str
    says: str = ""


def banner_of(found: RestraintShown) -> Banner:
    """The grave notice above a page while a restraint is active."""
    if found.state == "unconfirmed":
        first = _("The date of a restraint has passed.")
        second = _("Messages in its scope are held until a law officer records the next order.")
    elif found.kind == "stop":
        first = _("This sending was stopped at %(at)s.") % {"at": to_the_second(found.recorded_at)}
        second = ""
    else:
        first = _("A restraint is in effect since %(at)s.") % {"at": to_the_second(found.recorded_at)}
        second = _("Sending has stopped by itself.")
    return Banner(first, second, "", is_grave=True)


def role_in_words(role: str) -> str:
    """The role of the person who entered it."""
    return {
        "law_officer": _("law officer"),
        "data_protection_officer": _("data protection officer"),
        "communicating_officer": _("communicating officer"),
        "purpose_owner": _("officer of the purpose"),
    }.get(role, role.replace("_", " "))


def to_the_second(at: datetime) -> str:
    """The time of day to the second."""
    return f"{timezone.localtime(at):%H:%M:%S}"


def to_the_millisecond(at: datetime) -> str:
    """Day and time to the millisecond, as stored."""
    local = timezone.localtime(at)
    return f"{words.day(local.date())}, {local:%H:%M:%S}.{local.microsecond // 1000:03d}"


def pairs_of(found: RestraintShown) -> list[Pair]:
    """The person, the scope and the duration."""
    language = words.language()
    order = " · ".join(part for part in (found.case_number, found.court) if part)
    by = Pair(_("Stopped by"), role_in_words(found.role), [found.reference])
    pairs = [by if found.kind == "stop" else Pair(_("Order"), order)]
    if found.dated:
        pairs.append(Pair(_("Dated"), words.day(found.dated)))
    if found.document_hash:
        pairs.append(Pair(_("SHA-256 of the order"), found.document_hash))
    pairs.append(Pair(_("Covers"), covers_in_words(found)))
    if found.excepts:
        names = ", ".join(purpose_name(code, language) for code in found.excepts)
        pairs.append(Pair(_("Does not cover"), names, list(found.excepts)))
    until = _("until it is lifted")
    if found.until:
        until = words.instant(found.until)
        if found.is_case_pending:
            until = _("%(until)s. If the court has not spoken by then, these messages stay held.") % {
                "until": until
            }
    pairs.append(Pair(_("Until"), until))
    if found.gap:
        told = ngettext(
            "%(count)s message of its scope went before it was entered",
            "%(count)s messages of its scope went before it was entered",
            found.gap["count"],
        )
        pairs.append(Pair(_("Entered late"), told % {"count": grouped(found.gap["count"])}))
    if found.attempts:
        told = ngettext(
            "%(count)s request was refused under it",
            "%(count)s requests were refused under it",
            found.attempts,
        )
        pairs.append(Pair(_("Since then"), told % {"count": grouped(found.attempts)}))
    return pairs


def covers_in_words(found: RestraintShown) -> str:
    """The scope of a restraint in words; each name narrows it."""
    scope, catalogue, language = found.scope, load_catalogue(), words.language()
    if "uses" in scope:
        return _("this one sending")
    parts = []
    if kinds := [_(MESSAGE_KINDS[kind]) for kind in scope.get("kinds", ())]:
        parts.append(", ".join(kinds))
    if purposes := [f"“{purpose_name(code, language)}”" for code in scope.get("purposes", ())]:
        parts.append(_("under %(purposes)s") % {"purposes": ", ".join(purposes)})
    if offices := [
        catalogue.office_name(code, language)
        for code in (*scope.get("controllers", ()), *scope.get("senders", ()))
    ]:
        parts.append(_("of %(offices)s") % {"offices": ", ".join(dict.fromkeys(offices))})
    if registers := [catalogue.register_name(code, language) for code in scope.get("source_registers", ())]:
        parts.append(_("with numbers from %(codes)s") % {"codes": ", ".join(registers)})
    if channels := [_(CHANNELS.get(code, code)) for code in scope.get("channels", ())]:
        parts.append(_("through %(codes)s") % {"codes": ", ".join(channels)})
    if classes := [_(CLASSES.get(code, code)) for code in scope.get("classes", ())]:
        parts.append(_("to %(codes)s") % {"codes": ", ".join(classes)})
    return "; ".join(parts) or _("every message")

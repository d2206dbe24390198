"""Values for the pages of a campaign: steps, answer, missing approvals, result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from vethanam.messaging.campaign_views import CampaignShown, Declined, Repeated, shown
from vethanam.messaging.lint import Found, findings
from vethanam.messaging.models import Campaign
from vethanam.money import grouped
from vethanam.privacy.counts import counted
from vethanam.privacy.permit.approvals import ANY_ROLE, LAPSES_AFTER
from vethanam.privacy.permit.reason_texts import reason_in_words
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.purposes.registry import purpose_name
from vethanam.privacy.queries import MASS
from vethanam.web.parts import words
from vethanam.web.parts.view_values import Pair, Step
from vethanam.web.privacy.uses import became_of

STEPS = (
    gettext_noop("Order"), gettext_noop("People"), gettext_noop("Text"), gettext_noop("Approval"),
    gettext_noop("Send"),
)  # fmt: skip
ROLES: dict[str, str] = {
    "purpose_owner": gettext_noop("Officer of the purpose"),
    "dpo": gettext_noop("Data protection officer"),
    "law_officer": gettext_noop("Law officer"),
    ANY_ROLE: gettext_noop("Another officer"),
}
CLASSES: dict[str, str] = {
    "employee": gettext_noop("employees"),
    "judicial_officer": gettext_noop("judicial officers"),
    "pensioner": gettext_noop("pensioners"),
    "beneficiary": gettext_noop("beneficiaries of a scheme"),
    "minor_beneficiary": gettext_noop("beneficiaries under age"),
}
CHANNELS: dict[str, str] = {
    "email": gettext_noop("e-mail"),
    "sms": gettext_noop("SMS"),
    "whatsapp": gettext_noop("WhatsApp"),
    "portal": gettext_noop("this site"),
}
ATTRIBUTES: dict[str, str] = {
    "category": gettext_noop("Category"),
    "pay_basis": gettext_noop("Basis of pay"),
    "district": gettext_noop("District of the office"),
    "drawing_code": gettext_noop("Drawing code"),
    "case": gettext_noop("Breach case"),
    "roll": gettext_noop("Roll"),
}
VALUES: dict[str, str] = {
    "state": gettext_noop("State"),
    "ugc": gettext_noop("UGC"),
    "judicial": gettext_noop("Judicial"),
    "all_india_service": gettext_noop("All India Service"),
    "central": gettext_noop("Central"),
    "aided": gettext_noop("Aided"),
    "part_time_contingent": gettext_noop("Part-time contingent"),
    "temporary": gettext_noop("Temporary"),
    "scale": gettext_noop("Scale of pay"),
    "authorised": gettext_noop("Authorised rates"),
    "consolidated": gettext_noop("Consolidated"),
    "daily": gettext_noop("By the day"),
    "hourly": gettext_noop("By the hour"),
}
#: reasons for not messaging a person outside this site, for an office; the person reads other words
LEFT_OUT: dict[str, str] = {
    "CHANNEL_OPTED_OUT": gettext_noop("They stopped this channel."),
    "CONTACT_UNVERIFIED": gettext_noop("They have no confirmed contact for this channel."),
    "CONSENT_MISSING": gettext_noop("They have not said yes to this."),
    "CONSENT_WITHDRAWN": gettext_noop("They have taken their yes back."),
}
HEADINGS: dict[str, str] = {
    "office_holder": gettext_noop("Somebody who holds an office is named"),
    "feeling": gettext_noop("Words of feeling"),
    "asking": gettext_noop("Something that is asked of the reader"),
    "exclamation": gettext_noop("An exclamation"),
    "link": gettext_noop("A link"),
    "letters": gettext_noop("Letters of another script"),
    "mixed_script": gettext_noop("Letters of two scripts in one word"),
}
WHY: dict[str, str] = {
    "office_holder": gettext_noop(
        "The sender is the office. The sentence names “%(word)s”, who is not. Take it out."
    ),
    "feeling": gettext_noop("“%(word)s” states no fact of the order. Take the sentence out."),
    "asking": gettext_noop("“%(word)s” asks for something. A notice of pay terms asks for nothing."),
    "exclamation": gettext_noop("A fact needs no exclamation. Take the sentence out."),
    "link": gettext_noop("A reader finds a page here by its name, not by a link in a message."),
    "letters": gettext_noop("They look like others: %(word)s. Write the sentence anew."),
    "mixed_script": gettext_noop("They can hide a word from this check. Write the sentence anew."),
}


@dataclass(frozen=True, slots=True)
class Marked:
    """One finding beside a text: heading, reason, and the sentence to cut."""

    heading: str
    why: str
    sentence: str
    language: str
    cut: str
    codes: str


def steps(current: int, order: int | None = None, reference: str = "") -> list[Step]:
    """The five steps; a finished step is a link if the officer can go back to it."""
    behind = {0: reverse("campaign:messages")}
    if order is not None and not reference:
        behind[1] = reverse("campaign:people", kwargs={"order": order})
    return [
        Step(
            _(name),
            kind="behind" if place < current else "ahead",
            is_current=place == current,
            address=behind.get(place, "") if place < current else "",
        )
        for place, name in enumerate(STEPS)
    ]


def people_in_words(count: int | str) -> str:
    """A count, or “fewer than 20”."""
    return grouped(count) if isinstance(count, int) else _("fewer than 20")


def rule_in_words(rule: Mapping[str, Sequence[str]]) -> str:
    """A rule in words, in the language of the page."""
    named = [
        f"{_(ATTRIBUTES[name])}: {', '.join(value_in_words(value) for value in values)}"
        for name, values in sorted(rule.items())
    ]
    about = {"case": _("People concerned by it"), "roll": _("People on it")}
    whose = next((words for name, words in about.items() if name in rule), _("Employees in service"))
    return "; ".join([whose, *named])


def value_in_words(value: str) -> str:
    """A value of an attribute in words; places and codes unchanged."""
    return _(VALUES[value]) if value in VALUES else value


def marked(said: Mapping[str, Mapping[str, str]]) -> list[Marked]:
    """The linter's findings in both languages, each with the sentence to cut."""
    rows = []
    for language, parts in said.items():
        for part, text in parts.items():
            for found in findings(text, language):
                codes = "TEMPLATE_PUBLICITY"
                rows.append(
                    Marked(
                        _(HEADINGS[found.what]), _(WHY[found.what]) % {"word": found.word.strip()},
                        found.sentence, language, f"{language}.{part}.{found.start}", codes,
                    )
                )  # fmt: skip
    return rows


def with_marks(text: str, language: str) -> SafeString:
    """A text with the linter's sentences marked."""
    spots = sorted({(found.start, found.end) for found in findings(text, language)})
    pieces, at = [], 0
    for start, end in spots:
        pieces += [conditional_escape(text[at:start]), format_html("<mark>{}</mark>", text[start:end])]
        at = end
    pieces.append(conditional_escape(text[at:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def sentence_at(text: str, language: str, start: int) -> list[Found]:
    """The linter's findings for the sentence that begins at ``start``."""
    return [found for found in findings(text, language) if found.start == start]


def message_row(one: CampaignShown) -> dict[str, Any]:
    """A composed message in a list."""
    shape, word = state_of(one)
    return {
        "title": title_of(one),
        "at": one.at,
        "shape": shape,
        "word": word,
        "people": people_in_words(one.people),
        "goes": time_in_words(one) if one.state in ("waits", "ready") else "",
        "missing": ", ".join(_(ROLES[role]) for role in one.missing) if one.state == "waits" else "",
        "address": reverse("campaign:message", kwargs={"reference": one.reference}),
        "approve": reverse("campaign:approval", kwargs={"reference": one.reference}),
    }


def approvals_page(waiting: Sequence[CampaignShown]) -> dict[str, Any]:
    """The messages that wait for approvals, with a sentence that counts them."""
    told = ngettext(
        "%(count)s message waits for approvals", "%(count)s messages wait for approvals", len(waiting)
    )
    title = (
        told % {"count": words.count_in_words(len(waiting), capital=True)}
        if waiting
        else _("Nothing waits for an approval")
    )
    return {"title": title, "rows": [message_row(one) for one in waiting]}


def state_of(one: CampaignShown) -> tuple[str, str]:
    """The status of a composed message: name of its icon, and word."""
    return {
        "waits": ("held", _("Waits for approvals")),
        "ready": ("done", _("Approved")),
        "sending": ("under-way", _("Being sent")),
        "sent": ("done", _("Sent")),
        "part": ("part", _("Sent in part")),
        "ended": ("refused", _("Cancelled")),
        "undelivered": ("look", _("Not delivered")),
        "portal": ("done", _("Told on this site only")),
        "declined": ("refused", _("Declined by an officer")),
        "past": ("refused", _("Its time is past")),
    }[one.state]


def title_of(one: CampaignShown) -> str:
    """The subject of a message, in the order's own words."""
    if one.order is None:
        return purpose_name(one.purpose, words.language())
    return (one.order.title_ml if words.language() == "ml" else "") or one.order.title or one.order.number


def message_page(one: CampaignShown, language: str) -> dict[str, Any]:
    """The signed contents of a message, for its page."""
    shape, word = state_of(one)
    return {
        "title": title_of(one),
        "shape": shape,
        "word": word,
        "lead": _lead(one),
        "state": one.state,
        "pairs": pairs_of(one, language),
        "texts": texts_of(one),
        "needed": [needed_row(role.role, role.given_at) for role in one.needed],
        "reference": one.reference,
        "people": one.people,
        "use": one.use.reference if one.use else "",
        "is_public": one.use is not None and one.use.subjects > MASS,
        "send_from": one.send_from,
        "commitment": one.commitment,
        "leaf": one.leaf,
    }


def pairs_of(one: CampaignShown, language: str) -> list[Pair]:
    """Sender, people, purpose and end of a message."""
    catalogue = load_catalogue()
    classes = ", ".join(f"{people_in_words(count)} {_(CLASSES[name])}" for name, count in one.classes.items())
    pairs = [
        Pair(_("Sender"), catalogue.office_name(one.sender, language)),
        Pair(_("Purpose"), purpose_name(one.purpose, language), [one.purpose]),
    ]
    if one.order is not None:
        when = words.day(one.order.with_effect_from) if one.order.with_effect_from else ""
        dates = _("dated %(dated)s, in force from %(from)s") % {
            "dated": words.day(one.order.dated),
            "from": when,
        }
        pairs.append(Pair(_("Order"), f"{one.order.number}, {dates}"))
    return [
        *pairs,
        Pair(_("Drawn from"), catalogue.register_name(one.source, language), [one.source]),
        Pair(_("Who"), f"{people_in_words(one.people)}: {classes}", [one.cohort]),
        *left_out_pairs(one.left_out),
        Pair(_("Through"), ", ".join(_(CHANNELS.get(channel, channel)) for channel in one.channels)),
        Pair(_("Goes"), time_in_words(one)),
    ]


def time_in_words(one: CampaignShown) -> str:
    """When a message may go: its first and last instant."""
    return f"{words.instant(one.send_from)} – {words.instant(one.send_until)}"


def left_out_pairs(left_out: Mapping[str, int | str]) -> list[Pair]:
    """People who get nothing, or the message on this site only, by reason; small counts
    as “fewer than 20”.
    """
    if not left_out:
        return []
    said = [
        f"{people_in_words(counted(count) if isinstance(count, int) else count)}: "
        f"{_(LEFT_OUT[code]) if code in LEFT_OUT else reason_in_words(code, words.language())}"
        for code, count in left_out.items()
    ]
    return [Pair(_("Left out, or on this site only"), " ".join(said), list(left_out))]


def texts_of(one: CampaignShown) -> list[dict[str, str]]:
    """The full text, Malayalam first."""
    return [
        {"language": language, "subject": one.words[language].subject, "body": one.words[language].body}
        for language in ("ml", "en")
    ]


def declined_pairs(found: Declined) -> list[Pair]:
    """Who declined a message, when and why, for the officers of the office and the approvers."""
    name = (found.name_ml if words.language() == "ml" else "") or found.name
    by = " · ".join(part for part in (name, _(ROLES[found.role])) if part)
    return [
        Pair(_("Declined by"), by),
        Pair(_("Declined at"), words.instant(found.at)),
        Pair(_("Reason"), found.reason),
    ]


def repeated_pairs(found: Repeated | None) -> list[Pair]:
    """The earlier message with the same text, and why it is sent again: for officers."""
    if found is None:
        return []
    told = _("Some of these people were told the same on %(day)s.") % {"day": words.instant(found.at)}
    return [Pair(_("Sent again"), told, [found.reference]), Pair(_("Send again because"), found.because)]


def earlier_row(campaign: Campaign, office: str, now: datetime) -> dict[str, Any]:
    """An earlier message with the text that is being composed; a link if it is of the same office."""
    row = message_row(shown(campaign, now))
    own = campaign.office == office
    return {**row, "reference": campaign.reference, "address": row["address"] if own else ""}


def read_by(one: CampaignShown) -> str:
    """A sentence: the check found no listed words, and so many officers must read the text."""
    told = ngettext(
        "No listed words found; %(count)s officer must read it",
        "No listed words found; %(count)s officers must read it",
        len(one.needed),
    )
    return told % {"count": words.count_in_words(len(one.needed))}


def needed_row(role: str, given_at: datetime | None) -> dict[str, str]:
    """A required approval, and its last day once given."""
    if given_at is None:
        return {"role": _(ROLES[role]), "shape": "open", "word": _("Not yet")}
    told = _("until %(at)s") % {"at": words.instant(given_at + LAPSES_AFTER)}
    return {
        "role": _(ROLES[role]),
        "shape": "done",
        "word": _("Approved"),
        "says": f"{words.instant(given_at)}, {told}",
    }


def _lead(one: CampaignShown) -> str:
    match one.state:
        case "waits":
            return _(
                "It goes when these officers have approved: %(roles)s. Until then no number is opened."
            ) % {"roles": ", ".join(_(ROLES[role]) for role in one.missing)}
        case "ready":
            return _("Approved for this very text, these people, this sender and this time.")
        case "sending":
            return _("Allowed for this very text, these people, this sender and this time.")
        case "declined":
            return _("An officer declined it. Nothing was sent, and no number was opened.")
        case "portal":
            return _("Nobody of them is told outside this site.")
        case "sent" | "part" | "ended" | "undelivered" if one.use is not None:
            return became_of(one.use)
    return _("Nothing was sent. Compose it again: approvals bind a time.")

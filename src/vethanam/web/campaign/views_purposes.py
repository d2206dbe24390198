"""Pages to register a purpose: proposals, form, signatures, publication."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vethanam.identity.authority import Authority
from vethanam.privacy.actions.purpose_proposals import asked_of_proposal
from vethanam.privacy.models import PurposeProposal
from vethanam.privacy.proposals import proposal_shown, proposals_now
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.purposes.registration import FIELDS, filled_from, latest
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.web.campaign.passkeys import signing_of
from vethanam.web.campaign.readers import READ, WRITE
from vethanam.web.campaign.registration import WORDS, choices_of, hint_in_words
from vethanam.web.campaign.views_approvals import APPROVE, approved
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.file_hash import sha256_of
from vethanam.web.parts.forms import ActForm, Choices, sent_file
from vethanam.web.parts.outcomes import acted
from vethanam.web.public.purposes import proposed_page, proposed_row

#: labels of the form's fields; the hint is the form's own sentence
NAMES: dict[str, str] = {
    "code": gettext_noop("Code"),
    "title_en": gettext_noop("Title in English"),
    "title_ml": gettext_noop("Title in Malayalam"),
    "short_en": gettext_noop("Short title in English"),
    "short_ml": gettext_noop("Short title in Malayalam"),
    "instrument": gettext_noop("Act, rule or order"),
    "instrument_number": gettext_noop("Number"),
    "instrument_dated": gettext_noop("Dated"),
    "instrument_section": gettext_noop("Section"),
    "instrument_hash": gettext_noop("Hash of its text"),
    "provision": gettext_noop("Provision of the DPDP Act"),
    "authorised_officer": gettext_noop("May start it"),
    "aim": gettext_noop("Aim"),
    "beneficiary": gettext_noop("Who gains"),
    "link": gettext_noop("Why this data"),
    "alternatives": gettext_noop("Less intrusive ways"),
    "subjects": gettext_noop("People"),
    "fields": gettext_noop("Fields"),
    "cohort": gettext_noop("People are chosen by"),
    "frequency_cap": gettext_noop("At most"),
    "end_date": gettext_noop("Last day"),
    "contact_use": gettext_noop("Contacts"),
    "channels": gettext_noop("Channels"),
    "recipients": gettext_noop("Receives"),
    "sender": gettext_noop("Sender"),
    "retention": gettext_noop("Kept"),
    "processing_log_days": gettext_noop("Days it is kept who asked"),
    "record_days": gettext_noop("Days each person's record is kept"),
    "notice": gettext_noop("Notice"),
    "approvals": gettext_noop("Approvals of each use"),
    "visibility": gettext_noop("Visible to"),
    "complaint_route": gettext_noop("Complaints"),
    "review_date": gettext_noop("Review"),
    "intrusion": gettext_noop("Effect on the person"),
    "valid_from": gettext_noop("First day"),
}
#: notice to the office before a purpose lapses
REVIEW_AHEAD = timedelta(days=60)


@officer(*READ)
@require_GET
def proposals(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The offices' proposals that are not yet in force."""
    found = proposals_now(authority.at)
    waiting = sum(bool(one.missing) for one in found)
    told = ngettext(
        "%(count)s proposal waits for approvals", "%(count)s proposals wait for approvals", waiting
    )
    title = (
        told % {"count": words.count_in_words(waiting, capital=True)}
        if waiting
        else _("No proposal waits for an approval")
    )
    rows = [{**proposed_row(one), "reference": one.row.reference} for one in found]
    page = {
        "title": title,
        "rows": rows,
        "may_propose": authority.role in WRITE,
        "own": _of_office(authority) if authority.role in WRITE else [],
    }
    return render(request, "campaign/proposals.html", {"page": page})


@officer(*WRITE)
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The form that proposes a purpose. Every field is needed; all faults are listed at once.

    The query parameter ``from`` fills the form with a purpose of the office.
    """
    form = ActForm(
        "propose",
        fields=[field.name for field in FIELDS if field.name != "sender"],
        fixed={"sender": authority.office},
        initial=_beginning(request, authority),
        choices=_choices(),
        labels={name: _(title) for name, title in NAMES.items()},
        hints={field.name: hint_in_words(field.asks) for field in FIELDS},
    )
    if form.is_sent_by(request) and form.perform(request, _hash_of(request)) and form.performed:
        messages.success(request, _("Proposed and public. It waits for two approvals."))
        return redirect("campaign:proposal", reference=form.performed.state["proposal"])
    page = {"sender": load_catalogue().office_name(authority.office, words.language())}
    return render(request, "campaign/propose.html", {"page": page, "form": form})


@officer(*READ)
@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """The proposed purpose, and the signature of an officer who may approve it."""
    row = theirs(PurposeProposal.objects.filter(reference=reference).first())
    if request.method == "POST":
        approved(request, {"purpose": reference})
        return redirect("campaign:proposal", reference=reference)
    one = proposal_shown(row, authority.at)
    page = proposed_page(one) | {
        "may_publish": not one.missing and not one.is_published and authority.role in APPROVE
    }
    return render(request, "campaign/proposal.html", {"page": page, "signing": _signing(authority, row)})


@officer(*APPROVE)
@require_POST
def publish(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """Publish the proposal as a version of the register, after two other persons approved it."""
    theirs(PurposeProposal.objects.filter(reference=reference).first())
    acted(request, "publish", {"purpose": reference}, _("Published. It is in force from its first day."))
    return redirect("campaign:proposal", reference=reference)


def _hash_of(request: HttpRequest) -> dict[str, str]:
    """The hash of the chosen instrument; the file is not stored."""
    file = sent_file(request, "instrument_text")
    return {"instrument_hash": sha256_of(file)} if file else {}


def _beginning(request: HttpRequest, authority: Authority) -> dict[str, Any]:
    """The fields of the purpose that ``from`` names, if it is of this office; otherwise none."""
    former = latest(catalogue_now(), request.GET.get("from", ""))
    known = filled_from(former) if former is not None and authority.office in former.controllers else {}
    if ways := known.get("alternatives"):
        known["alternatives"] = "\n".join(ways)
    return known


def _choices() -> dict[str, Choices]:
    """The choices of each field; a field without choices takes codes."""
    listed = {field.name: choices_of(field.name) for field in FIELDS}
    words_of = {
        field.name: [(word, _(WORDS[word])) for word in field.words]
        for field in FIELDS
        if field.kind == "word"
    }
    return {name: found for name, found in (listed | words_of).items() if found}


def _of_office(authority: Authority) -> list[dict[str, Any]]:
    """The purposes of an office with their review days, nearest first."""
    day = timezone.localtime(authority.at).date()
    rows = []
    for purpose in catalogue_now().in_force(day):
        if authority.office not in purpose.controllers or purpose.status != "active":
            continue
        ends = min((one for one in (purpose.review_by, purpose.valid_until) if one), default=None)
        state = ("done", _("In use"))
        if ends is not None and ends < day + REVIEW_AHEAD:
            state = ("look", _("Lapses")) if ends >= day else ("held", _("Review is overdue"))
        rows.append({
            "name": purpose.short.get(words.language(), purpose.short["en"]), "code": purpose.code,
            "version": purpose.version, "ends": ends, "shape": state[0], "word": state[1],
            "sort": (ends is None, ends or day, purpose.code),
        })  # fmt: skip
    return sorted(rows, key=lambda row: row["sort"])


def _signing(authority: Authority, row: PurposeProposal) -> dict[str, Any]:
    if authority.role not in APPROVE or hasattr(row, "publication"):
        return {}
    return signing_of(authority, lambda: asked_of_proposal(row))

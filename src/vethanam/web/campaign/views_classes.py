"""Two signatures that a restraint asks for: the class of a text, and what a court said next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from vethanam.identity.authority import Authority
from vethanam.messaging.templates import LANGUAGES
from vethanam.privacy.current_restraints import asked_of_position
from vethanam.privacy.models import PositionProposal, TextClassProposal
from vethanam.privacy.text_classes import asked_of_class
from vethanam.web.campaign.passkeys import signing_of
from vethanam.web.campaign.readers import READ
from vethanam.web.campaign.signatures import signatures_of
from vethanam.web.campaign.views_approvals import approved
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.view_values import Pair
from vethanam.web.restraint.views import POSITIONS

CLASSES = {
    TextClassProposal.Kind.NEUTRAL: gettext_noop("Neutral: facts of the event only"),
    TextClassProposal.Kind.ACHIEVEMENTS: gettext_noop("Achievements"),
    TextClassProposal.Kind.BENEFITS: gettext_noop("Announcement of service benefits"),
}


@officer(*READ)
@require_http_methods(["GET", "POST"])
def text_class(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """The class proposed for a text, its words with their values, and the signatures."""
    row = theirs(TextClassProposal.objects.filter(reference=reference).first())
    if request.method == "POST":
        approved(request, {"text_class": reference})
        return redirect("campaign:text_class", reference=reference)
    page = {
        "title": _("Class of a text under a restraint"),
        "lead": _(
            "While a restraint on kinds of message is in force, this text goes only if a law officer and the"
            " data protection officer sign that it is of this class."
        ),
        "pairs": [
            Pair(_("Class of the text"), _(CLASSES[TextClassProposal.Kind(row.kind)]), [row.kind]),
            Pair(_("Proposed by"), row.office),
            Pair(_("Proposed"), words.instant(row.at)),
            Pair(_("Text"), row.template),
        ],
        "texts": [{"language": one, **row.content[one]} for one in LANGUAGES],
        **signatures_of(asked_of_class(row)),
    }
    signing = signing_of(authority, lambda: asked_of_class(row))
    return render(request, "campaign/two_signatures.html", {"page": page, "signing": signing})


@officer(*READ)
@require_http_methods(["GET", "POST"])
def position(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """A proposed position on a restraint, and the signatures that put it into effect."""
    row = theirs(PositionProposal.objects.select_related("restraint").filter(reference=reference).first())
    if request.method == "POST":
        approved(request, {"position": reference})
        return redirect("campaign:position", reference=reference)
    restraint = row.restraint
    leave = [*row.leave_purposes, *row.leave_senders, *row.leave_channels]
    page = {
        "title": f"{_(POSITIONS[row.state])}: {restraint.case_number or restraint.reference}",
        "lead": _(
            "The restraint stays as it is until a law officer and the data protection officer have signed"
            " this. Nothing is sent by it."
        ),
        "pairs": [
            Pair(_("Restraint"), restraint.reference),
            *([Pair(_("The sending that is stopped"), ", ".join(restraint.uses))] if restraint.uses else []),
            Pair(_("State"), _(POSITIONS[row.state])),
            *([Pair(_("Until"), words.instant(row.until))] if row.until else []),
            *([Pair(_("A leave opens"), ", ".join(leave))] if leave else []),
            *([Pair(_("Dated"), words.day(row.dated))] if row.dated else []),
            *([Pair(_("Text"), row.says)] if row.says else []),
            *([Pair(_("SHA-256 of the order"), bytes(row.document_hash).hex())] if row.document_hash else []),
        ],
        "is_in_effect": hasattr(row, "position"),
        **signatures_of(asked_of_position(row)),
    }
    signing = signing_of(authority, lambda: asked_of_position(row))
    return render(request, "campaign/two_signatures.html", {"page": page, "signing": signing})

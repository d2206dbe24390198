"""Files of evidence: the form that makes one, the list of those made, and the files themselves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.evidence_files import MAKERS, certificate_state
from vethanam.errors import Unsound
from vethanam.evidence.certificates import certified
from vethanam.evidence.made_files import KINDS, PURPOSES, RECIPIENTS, file_in, is_signed, made_files
from vethanam.evidence.signed_certificates import signed_certificates_of
from vethanam.identity.authority import Authority
from vethanam.ledger.evidence_files import FORMS
from vethanam.privacy.models import MadeFile
from vethanam.privacy.purposes.registry import purpose_name
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.file_forms import FORMS_SAID, TYPES
from vethanam.web.parts.file_response import file_response
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.names import said
from vethanam.web.parts.outcomes import sentence_to
from vethanam.web.parts.view_values import Pair

KINDS_SAID: dict[str, str] = {
    "campaign": gettext_noop("a message to many people"),
    "use": gettext_noop("a use"),
    "period": gettext_noop("a period"),
    "restraint": gettext_noop("a restraint"),
    "case": gettext_noop("a case"),
}
RECIPIENTS_SAID: dict[str, str] = {
    "court": gettext_noop("A court"),
    "auditor": gettext_noop("An auditor"),
    "board": gettext_noop("The Data Protection Board"),
    "person": gettext_noop("The person"),
    "office": gettext_noop("An office"),
}
#: an archive to which the certificate was added
CERTIFIED = "certified"
CERTIFIED_SAID = (
    gettext_noop("Archive with the certificate"),
    gettext_noop("With the certificate of section 63 and its annex of hashes. You and the expert sign it."),
)
FIELDS = ("kind", "reference", "from", "to", "only_refused", "purpose", "recipient")
#: fields that an address may fill in
ASKED = ("kind", "reference", "purpose", "recipient")


@officer(*MAKERS)
@require_http_methods(["GET", "POST"])
def all_files(request: HttpRequest, _authority: Authority) -> HttpResponse:
    """The files that were made, and the form for a new one."""
    asked = {name: request.GET[name] for name in ASKED if name in request.GET}
    form = ActForm(
        "make_evidence_file",
        fields=FIELDS,
        initial={"kind": "campaign", "purpose": "COURT-ORD", "recipient": "court", **asked},
        choices={
            "kind": [(code, _(KINDS_SAID[code])) for code in KINDS],
            "purpose": [(code, purpose_name(code, words.language())) for code in PURPOSES],
            "recipient": [(code, _(RECIPIENTS_SAID[code])) for code in RECIPIENTS],
        },
    )
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, _("The file is made, and the log has an entry of it."))
        return redirect("protection:evidence_file", reference=form.performed.state["file"])
    rows = [_row(one) for one in made_files()]
    return render(request, "protection/evidence_files.html", {"rows": rows, "form": form})


@officer(*MAKERS)
@require_http_methods(["GET", "POST"])
def one_file(request: HttpRequest, _authority: Authority, reference: str) -> HttpResponse:
    """One file: its facts, its forms to save, its signed certificates, and the form that records one."""
    found = theirs(MadeFile.objects.filter(reference=reference, kind__in=KINDS).first())
    form = ActForm("record_signed_certificate", fields=("certificate",), fixed={"file": reference})
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, sentence_to(request, form.performed))
        return redirect("protection:evidence_file", reference=reference)
    language = "ml" if words.language() == "ml" else "en"
    page = {
        **_row(found),
        "title": _("File of evidence: %(kind)s") % {"kind": _(KINDS_SAID[found.kind])},
        "pairs": [
            Pair(_("Purpose"), purpose_name(found.purpose, words.language())),
            Pair(_("For whom"), _(RECIPIENTS_SAID[found.recipient])),
        ],
        "facts": [fact["says"][language] for fact in found.content["facts"]],
        "is_signed": is_signed(found),
        "forms": [
            {"word": _(word), "about": _(about), "address": _address(reference, form)}
            for form, (word, about) in (*FORMS_SAID.items(), (CERTIFIED, CERTIFIED_SAID))
        ],
    }
    rows = [{**certificate_state(one), "recorded": one.at} for one in signed_certificates_of(found)]
    shown = {"page": page, "form": form, "rows": rows}
    return render(request, "protection/evidence_file.html", shown)


@officer(*MAKERS)
@require_GET
def saved_file(request: HttpRequest, authority: Authority, reference: str, form: str) -> HttpResponse:
    """The file in one form, to save."""
    found = theirs(MadeFile.objects.filter(reference=reference, kind__in=KINDS).first())
    if form not in (*FORMS, CERTIFIED):
        raise Http404
    try:
        if form == CERTIFIED:
            written = certified(file_in(found, "zip"), localdate(authority.at))
            return file_response(written, f"{found.kind}-{reference}-{form}.zip", TYPES["zip"], is_saved=True)
        written = file_in(found, form)
    except Unsound as unsound:
        messages.warning(request, said(unsound))
        return redirect("protection:evidence_file", reference=reference)
    return file_response(written, f"{found.kind}-{reference}.{form}", TYPES[form], is_saved=True)


def _address(reference: str, form: str) -> str:
    return reverse("protection:saved_file", kwargs={"reference": reference, "form": form})


def _row(one: MadeFile) -> dict[str, Any]:
    return {
        "about": one.about, "reference": one.reference, "kind": _(KINDS_SAID[one.kind]), "at": one.at,
        "recipient": _(RECIPIENTS_SAID[one.recipient]),
        "address": reverse("protection:evidence_file", kwargs={"reference": one.reference}),
    }  # fmt: skip

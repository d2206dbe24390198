"""A person's own files of evidence: make one, save it in three forms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.record_lookup import person_of
from vethanam.errors import Unsound
from vethanam.evidence.made_files import is_signed
from vethanam.evidence.own_files import own_file_in, own_files
from vethanam.identity.authority import Authority
from vethanam.ledger.evidence_files import FORMS
from vethanam.privacy.models import MadeFile
from vethanam.web.parts.access import employee, theirs
from vethanam.web.parts.file_forms import FORMS_SAID, TYPES
from vethanam.web.parts.file_response import file_response
from vethanam.web.parts.names import said
from vethanam.web.parts.outcomes import acted

#: files that the page lists
SHOWN = 20


@employee
@require_http_methods(["GET", "POST"])
def all_files(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The files that I made about myself, and the button that makes one."""
    if request.method == "POST":
        acted(request, "make_own_file", {}, _("Your file is made, and the log has an entry of it."))
        return redirect("employee:own_files")
    rows = [_row(one) for one in own_files(authority.account)[:SHOWN]]
    return render(request, "employee/own_files.html", {"rows": rows})


@employee
@require_GET
def saved_file(request: HttpRequest, authority: Authority, reference: str, form: str) -> HttpResponse:
    """My file in one form, to save."""
    found = theirs(next((one for one in own_files(authority.account) if one.reference == reference), None))
    if form not in FORMS:
        raise Http404
    try:
        written = own_file_in(found, person_of(authority), form)
    except Unsound as unsound:
        messages.warning(request, said(unsound))
        return redirect("employee:own_files")
    return file_response(written, f"my-file-{reference}.{form}", TYPES[form], is_saved=True)


def _row(one: MadeFile) -> dict[str, Any]:
    forms = [{"word": _(word), "about": _(about), "address": _address(one, form)}
             for form, (word, about) in FORMS_SAID.items()]  # fmt: skip
    return {"at": one.at, "is_signed": is_signed(one), "forms": forms}


def _address(one: MadeFile, form: str) -> str:
    return reverse("employee:own_file", kwargs={"reference": one.reference, "form": form})

"""Impact assessments: each purpose under which officers write to many people, and the form for a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.acts.assessments import READS
from vethanam.identity.authority import Authority
from vethanam.messaging.significance import is_significant
from vethanam.people.models import Role
from vethanam.privacy.law_records import CURRENT, MISSING, OVERDUE, Assessed, assessments_on
from vethanam.web.parts import words
from vethanam.web.parts.access import officer
from vethanam.web.parts.forms import ActForm

FIELDS = ("purpose", "assessed_on", "review_by", "document", "risks", "measures")


@officer(*READS)
@require_http_methods(["GET", "POST"])
def assessments(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The purposes with their latest assessments, those that lack one first; the officer's form."""
    found = assessments_on(timezone.localtime(authority.at).date())
    names = [(one.purpose.code, _name(one)) for one in found]
    form = ActForm("record_assessment", fields=FIELDS, choices={"purpose": names})
    may_record = authority.role == Role.DATA_PROTECTION_OFFICER
    if may_record and form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Recorded. It counts until its day."))
        return redirect("protection:assessments")
    order = {MISSING: 0, OVERDUE: 1, CURRENT: 2}
    page = {
        "needed": is_significant(),
        "rows": [_row(one) for one in sorted(found, key=lambda one: order[one.state])],
        "may_record": may_record,
    }
    return render(request, "protection/assessments.html", {"page": page, "form": form})


def assessment_said(one: Assessed) -> str:
    """The assessment of a purpose in a line."""
    if one.latest is None:
        return _("none on record")
    days = {"day": words.day(one.latest.assessed_on), "until": words.day(one.latest.review_by)}
    if one.state == OVERDUE:
        return _("of %(day)s; it was due again on %(until)s") % days
    return _("of %(day)s; the next by %(until)s") % days


def _name(one: Assessed) -> str:
    return one.purpose.short.get(words.language(), one.purpose.short["en"])


def _row(one: Assessed) -> dict[str, Any]:
    shape, word = {
        MISSING: ("look", _("Missing")), OVERDUE: ("look", _("Overdue")), CURRENT: ("done", _("Current")),
    }[one.state]  # fmt: skip
    return {
        "name": _name(one),
        "code": one.purpose.code,
        "address": reverse("public:purpose", kwargs={"code": one.purpose.code}),
        "said": assessment_said(one),
        "document": one.latest.document_hash if one.latest else "",
        "shape": shape,
        "word": word,
    }

"""The page of the accounts that two persons of an office have still to sign."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.acts.executor import look
from vethanam.identity.authority import Authority
from vethanam.web.drawing.views import WORKING
from vethanam.web.parts.access import account_of, officer
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.people import people_named


@officer(*WORKING, scope="code")
@require_http_methods(["GET", "POST"])
def unsigned(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Sign the accounts of the office as they stand, all with one signature."""
    given = {"drawing_code": code}
    form = ActForm("sign_accounts", fields=(), fixed=given)
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Signed. They are paid once another person has signed them too."))
        return redirect("drawing:unsigned", code=code)
    found = look("unsigned_accounts", account_of(request), given, authority=authority).state["accounts"]
    whose = people_named({row["employment"] for row in found})
    return render(
        request,
        "drawing/unsigned.html",
        {
            "form": form,
            "accounts": [(whose[row["employment"]], row["branch"], row["tail"]) for row in found],
            "back": reverse("drawing:entries", kwargs={"code": code}),
        },
    )

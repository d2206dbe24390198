"""The request for a new password: a code goes to the confirmed contact of the account's owner,
if there is one.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from vethanam.messaging.tasks import defer_reset
from vethanam.web.parts.access import public
from vethanam.web.parts.forms import sent

LONGEST = 60


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a code by sign-in name.

    The answer is the same for every name, so that it reveals no account.
    """
    fault = ""
    if request.method == "POST":
        name = sent(request).get("name", "").strip()[:LONGEST].replace("\0", "")
        if name:
            defer_reset(name)
            messages.info(
                request,
                _(
                    "If this account has a confirmed contact, a code is on its way there. Write it here "
                    "within two hours."
                ),
            )
            return redirect("activation")
        fault = _("This is empty. Enter it.")
    return render(request, "account/forgotten.html", {"fault": fault})

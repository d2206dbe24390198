"""An office's page of institutions' accounts; the office has the papers of the court or society."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.identity.authority import Authority
from vethanam.web.drawing.views_people import WORKING
from vethanam.web.parts.access import officer
from vethanam.web.treasury.institutions import institutions_page


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def institutions(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Enter the account for a recovery; a treasury officer verifies it."""
    here = reverse("drawing:institutions", kwargs={"code": code})
    back = reverse("drawing:bills", kwargs={"code": code})
    return institutions_page(request, authority, here=here, back=back, back_word=_("Bills"), may_verify=False)

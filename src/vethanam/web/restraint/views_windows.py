"""The forms of election and caution windows: a new one, its end, and the agreement to that."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.identity.authority import Authority
from vethanam.messaging.cohorts import ATTRIBUTES
from vethanam.people.models import Role
from vethanam.privacy.current_windows import WindowShown, entry_shown, windows_shown
from vethanam.privacy.models import RecordedWindow
from vethanam.privacy.window_proofs import counts, ends_waiting, is_proposed
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm, Choices
from vethanam.web.public.law import window_row


@officer(Role.LAW_OFFICER, power="present")
@require_http_methods(["GET", "POST"])
def window(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Enter an election or caution window; with the code of one that runs, its end."""
    code = request.GET.get("code", "")
    found = next((one for one in windows_shown(authority.at) if one.code == code), None)
    if found is not None:
        return _end(request, found)
    kinds: Choices = [("election", _("Election window")), ("caution", _("Months before an election"))]
    form = ActForm(
        "window",
        initial={"kind": "election"},
        choices={"kind": kinds, **_places()},
        labels={"kind": _("Kind"), "code": _("Short name"), **_labels()},
        hints={"confidence": _hint_of_confidence()},
    )
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Recorded. Messages in its scope are no longer sent."))
        return redirect("restraint:restraints")
    return render(request, "restraint/window.html", {"form": form})


def _end(request: HttpRequest, found: WindowShown) -> HttpResponse:
    """The end of a window that stands, with a law officer's signature."""
    form = ActForm(
        "end_window",
        fields=("from", "ended", "area", "authority", "source", "confidence"),
        fixed={"code": found.code},
        initial={"area": found.area, "from": _typed(found.starts_at), "authority": found.authority},
        choices=_places(),
        labels={**_labels(), "area": _("Where: none ticked is as on record")},
        hints={"confidence": _hint_of_confidence()},
    )
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, _("Signed. It ends when the data protection officer has agreed."))
        return redirect("restraint:window_end", entry=form.performed.state["entry"])
    return render(request, "restraint/window.html", {"form": form, "code": found.code})


@officer(Role.LAW_OFFICER, Role.DATA_PROTECTION_OFFICER)
@require_http_methods(["GET", "POST"])
def window_end(request: HttpRequest, authority: Authority, entry: int) -> HttpResponse:
    """The end of a window that a law officer signed, and the agreement to it."""
    row = theirs(RecordedWindow.objects.filter(pk=entry).first())
    theirs(row if is_proposed(row) else None)
    form = ActForm("agree_window_end", fields=(), fixed={"entry": entry})
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Agreed. Nothing is sent by this."))
        return redirect("restraint:window_end", entry=entry)
    waits = row.pk in {one.pk for one in ends_waiting()}
    page: dict[str, Any] = {
        **window_row(entry_shown(row), authority.at),
        "stands": [
            window_row(one, authority.at) for one in windows_shown(authority.at) if one.code == row.code
        ],
        "waits": waits,
        "is_agreed": any(counts(one) for one in row.agreements.select_related("window")),
        "may_agree": waits and authority.role == Role.DATA_PROTECTION_OFFICER,
    }
    return render(request, "restraint/window_end.html", {"page": page, "form": form})


def _typed(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


def _places() -> dict[str, Choices]:
    return {"area": [(name, name) for name in ATTRIBUTES["district"].choices()]}


def _labels() -> dict[str, str]:
    return {
        "area": _("Where: none ticked is the whole State"),
        "authority": _("Said by"),
        "source": _("Press note or letter"),
        "confidence": _("How sure it is"),
    }


def _hint_of_confidence() -> str:
    return _("Any part that is assumed or unconfirmed, such as the hour. Leave empty if none.")

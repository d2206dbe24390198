"""The law officer's forms: an order or undertaking, a later court decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.identity.authority import Authority
from vethanam.people.models import Role
from vethanam.privacy.current_restraints import restraint_shown
from vethanam.privacy.permit.world import KINDS as MESSAGES
from vethanam.privacy.purposes.registry import catalogue_now, purpose_name
from vethanam.web.campaign.pages import CLASSES
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm, Choices
from vethanam.web.restraint.pages import CHANNELS, KINDS, MESSAGE_KINDS
from vethanam.web.restraint.views import POSITIONS

#: fields of an order or undertaking, and of a later court decision
FILED = (
    "kind", "id", "case_number", "court", "dated", "case", "from", "to", "kinds", "sender", "purposes",
    "source_register",
    "channels", "classes", "except", "document", "says",
)  # fmt: skip
OF_COURT = ("state", "dated", "to", "purposes", "sender", "channels", "document", "says")


@officer(Role.LAW_OFFICER, power="present")
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Enter an order or undertaking; it takes effect at once."""
    form = ActForm(
        "restrain",
        fields=FILED,
        initial={"kind": "court_order", "case": "pending"},
        choices={
            **_choices(),
            "kind": [(kind, _(KINDS[kind])) for kind in ("court_order", "undertaking")],
            "case": [("pending", _("is pending")), ("closed", _("is closed"))],
        },
        labels=_labels()
        | {"kinds": _("Kinds of message"), "purposes": _("Purposes"), "sender": _("Senders"),
            "channels": _("Channels")},
        hints={
            "id": _("Letters, digits and hyphens, such as WPC-1234-2026."),
            "from": _("Empty: from now."),
            "to": _("Empty: until it is lifted."),
            "document": _hint_of_document(),
        },
    )  # fmt: skip
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, _("In effect. Nothing of its scope is handed over any more."))
        return redirect("restraint:one", reference=form.performed.state["restraint"])
    return render(request, "restraint/enter.html", {"form": form})


@officer(Role.LAW_OFFICER, power="present")
@require_http_methods(["GET", "POST"])
def position(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """Record a later decision. This sends nothing."""
    found = theirs(restraint_shown(reference, authority.at))
    is_stop = found.kind == "stop"
    states = ("released",) if is_stop else ("continued", "leave", "vacated", "dismissed")
    form = ActForm(
        "release",
        fields=("state", "says") if is_stop else OF_COURT,
        fixed={"restraint": reference},
        initial={"state": states[0]},
        choices={**_choices(), "state": [(code, _(POSITIONS[code])) for code in states]},
        labels=_labels()
        | {
            "state": _("State"),
            "purposes": _("A leave opens these purposes"),
            "sender": _("of these senders"),
            "channels": _("through these channels"),
        },
        hints={"document": _hint_of_document()},
    )
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, _("Entered. It takes effect when two officers have signed it."))
        return redirect("campaign:position", reference=form.performed.state["position"])
    page = {"form": form, "reference": reference, "is_stop": is_stop}
    return render(request, "restraint/position.html", page)


def _labels() -> dict[str, str]:
    """The labels of a restraint's fields."""
    return {
        "kind": _("Kind"),
        "id": _("Short name"),
        "case_number": _("Case number"),
        "court": _("Court"),
        "dated": _("Date of the order"),
        "case": _("The case"),
        "from": _("Speaks from"),
        "to": _("Until"),
        "source_register": _("Numbers taken from"),
        "classes": _("To whom"),
        "except": _("These purposes go on"),
        "document": _("The order as a file"),
        "says": _("In a line"),
    }


def _hint_of_document() -> str:
    return _("Only its SHA-256 is kept and goes into the record; the file is not.")


def _choices() -> dict[str, Choices]:
    """The choices of each field."""
    catalogue, language = catalogue_now(), words.language()
    codes = sorted({p.code for p in catalogue.purposes if p.status == "active"})
    purposes = [(code, purpose_name(code, language)) for code in codes]
    return {
        "kinds": [(kind, _(MESSAGE_KINDS[kind])) for kind in MESSAGES],
        "purposes": purposes,
        "sender": [(code, catalogue.office_name(code, language)) for code in catalogue.controllers],
        "channels": [(code, _(word)) for code, word in CHANNELS.items()],
        "source_register": [(code, catalogue.register_name(code, language)) for code in catalogue.registers],
        "classes": [(code, _(word)) for code, word in CLASSES.items()],
        "except": purposes,
    }

"""Her numbers, masked: stop messages about her benefits and open them again, or take a number back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.acts.executor import Performed
from vethanam.benefits.models import Beneficiary, SchemeOffice
from vethanam.benefits.queries.registers import OF_SCHEME
from vethanam.messaging.benefit_notices import benefit_notices_of
from vethanam.privacy.queries import ContactShown, contacts_of, stopped_channels
from vethanam.privacy.vault.number import ContactKind
from vethanam.web.beneficiary.card import authority_of_card, cardholder
from vethanam.web.benefits.words import scheme_title
from vethanam.web.parts import words
from vethanam.web.parts.forms import sent
from vethanam.web.parts.short_sessions import act_of_person

#: purpose of messages about payments
PURPOSE = "BEN-CREDIT"


@cardholder
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, holder: Beneficiary) -> HttpResponse:
    """The numbers in the registers of her schemes, and the messages to them."""
    posted, theirs = sent(request), _contacts(holder)
    if "stop" in posted or "open" in posted:
        again = "open" in posted
        done = _("Messages are on again.") if again else _("Stopped. This page still says everything.")
        act_of_holder(request, holder, "opt_out", {"purpose": PURPOSE, "again": again}, done)
        return redirect("beneficiary:contact")
    if "taken" in posted and posted.get("sure"):
        one = next((one for one in theirs if str(one.id) == posted["taken"]), None)
        if one is not None:
            given = {"kind": one.kind, "register": one.register}
            act_of_holder(
                request, holder, "erase_contact", given, _("Taken back. Nothing is sent there any more.")
            )
        return redirect("beneficiary:contact")
    stopped = stopped_channels([holder.person_id], PURPOSE).get(holder.person_id, frozenset())
    return render(
        request,
        "beneficiary/contact.html",
        {
            "rows": [_row(one) for one in theirs],
            "is_stopped": "sms" in stopped,
            "notices": [
                (one.at, one.code, one.words(words.language()).subject)
                for one in benefit_notices_of(holder.person_id)
            ],
        },
    )


def act_of_holder(
    request: HttpRequest, holder: Beneficiary, act: str, given: dict[str, Any], done: str
) -> Performed:
    """Perform an act of the holder for herself; the next page says a refusal, or ``done`` if not empty."""
    return act_of_person(request, authority_of_card(request, holder), act, given, done)


def _contacts(holder: Beneficiary) -> list[ContactShown]:
    return [one for one in contacts_of(holder.person_id) if one.register.startswith(OF_SCHEME)]


def _row(one: ContactShown) -> dict[str, Any]:
    office = SchemeOffice.objects.filter(code=one.register.removeprefix(OF_SCHEME)).first()
    is_phone = ContactKind(one.kind).is_phone
    names = {
        ContactKind.MOBILE: _("Mobile"), ContactKind.GUARDIAN_MOBILE: _("Guardian's number"),
        ContactKind.POSTAL_ADDRESS: _("Postal address"),
    }  # fmt: skip
    return {
        "id": one.id, "name": names.get(ContactKind(one.kind), _("E-mail")),
        "mask": f"••••• •••{one.mask}" if is_phone else _("one is on record"),
        "scheme": scheme_title(office) if office else "",
        "is_hers": one.kind != ContactKind.GUARDIAN_MOBILE,
    }  # fmt: skip

"""Two forms: register one joiner, with an issued number; enter a consent given before the Act."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from vethanam.acts.takeover import TAKES
from vethanam.acts.translation import says_of
from vethanam.identity.authority import Authority
from vethanam.people.models import DrawingCode, Employment, Office, Role
from vethanam.periods import Session
from vethanam.service_book.models import Pay, PayeeAccount
from vethanam.web.parts.access import officer
from vethanam.web.parts.choices import CHOICES, Choices
from vethanam.web.parts.forms import ActForm
from vethanam.web.takeover.views import by_the_act, own_codes

_UNSEEN = ("account", "onward_account", "mobile", "email_official", "email_personal")


#: labels of the sheet's columns that the rule pack does not name
_LABELS = {
    "name": gettext_noop("Name as in the service book"),
    "name_ml": gettext_noop("Name in Malayalam"),
    "born": gettext_noop("Date of birth, year-month-day"),
    "category": gettext_noop("Category of service"),
    "joined": gettext_noop("Date of joining"),
    "joined_session": gettext_noop("FN or AN"),
    "ends": gettext_noop("Last day of service, if known (retirement, end of a term)"),
    "end_cause": gettext_noop("Why it ends"),
    "post": gettext_noop("Code of the post"),
    "office": gettext_noop("Code of the office of duty"),
    "drawing_code": gettext_noop("Code of the drawing officer"),
    "bill_class": gettext_noop("Code of the class of bill"),
    "posted_from": gettext_noop("Date of joining this post; empty: date of joining service"),
    "posted_session": gettext_noop("FN or AN"),
    "pay_basis": gettext_noop("How pay is fixed"),
    "revision": gettext_noop("Pay revision, 10 or 11; for pay on a scale"),
    "scale": gettext_noop("Scale of pay, such as 27900-63700"),
    "basic_pay": gettext_noop("Pay in rupees: basic pay, or the consolidated sum a month"),
    "wage": gettext_noop("Wage in rupees a day or an hour"),
    "pay_from": gettext_noop("Date from which this pay is held; empty: date of joining"),
    "increment_month": gettext_noop("Month of the increment, 1 to 12"),
    "tax_regime": gettext_noop("New or old"),
    "declared_deductions": gettext_noop("Declared for the tax year, rupees"),
    "account_kind": gettext_noop("Bank, treasury_savings or money_order; empty: bank"),
    "branch": gettext_noop(
        "Branch code (IFSC) of the account; the treasury's code; the PIN code of the post office"
    ),
    "account": gettext_noop("Account number; a money order has none"),
    "onward_branch": gettext_noop(
        "Branch code (IFSC) of the bank account that treasury savings are sent on to"
    ),
    "onward_account": gettext_noop("Number of that account"),
    "mobile": gettext_noop("Mobile number for messages about her own pay; sealed while the file is read"),
    "email_official": gettext_noop("Official e-mail address; sealed while the file is read"),
    "email_personal": gettext_noop("E-mail address of her own; sealed while the file is read"),
    "contact_verified_on": gettext_noop(
        "Day on which the contacts were confirmed with her; empty: unverified, portal copy only"
    ),
    "language": gettext_noop("Language of messages, en or ml"),
    "order_number": gettext_noop("Number of the order of appointment or posting"),
    "order_dated": gettext_noop("Date of that order"),
}


def _plain(values: list[str]) -> Choices:
    return [(value, capfirst(value.replace("_", " "))) for value in values]


def _lists(codes: list[str]) -> dict[str, Choices]:
    """The choices of a joiner's form, with the offices and drawing codes of this installation."""
    drawing = DrawingCode.objects.order_by("code")
    own = drawing if "" in codes else drawing.filter(code__in=codes)
    return {
        "post": CHOICES["post"](),
        "bill_class": CHOICES["bill_class"](),
        "office": [(one.code, f"{one.code} {one.name}") for one in Office.objects.order_by("code")],
        "drawing_code": [(one.code, f"{one.code} {one.title}") for one in own],
        "category": _plain(Employment.Category.values),
        "pay_basis": _plain(Pay.Basis.values),
        "account_kind": _plain(PayeeAccount.Kind.values),
        "end_cause": CHOICES["end_cause"](),
        "joined_session": _plain([one.value for one in Session]),
        "posted_session": _plain([one.value for one in Session]),
        "language": [("en", "English"), ("ml", "മലയാളം")],
    }


@officer(*TAKES, power="prepare")
@require_http_methods(["GET", "POST"])
def joiner(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Register one employee; the entries wait until another person verifies them."""
    form = ActForm(
        "register_employee",
        choices=_lists(own_codes(authority)),
        labels={name: _(label) for name, label in _LABELS.items()},
        unseen=_UNSEEN,
        twice=("account", "onward_account"),
    )
    by_the_act(request)
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, says_of(form.performed))
        return redirect("takeover:joiner")
    return render(
        request,
        "parts/act.html",
        {
            "form": form,
            "question": _("Register one joiner"),
            "stays": _("Leave the number empty to get the next one. Another person verifies your entry."),
            "verb": _("Register"),
            "is_filled": True,
            "back": reverse("takeover:sheets"),
            "back_word": _("Taking over"),
        },
    )


@officer(Role.PURPOSE_OWNER, Role.COMMUNICATING_OFFICER)
@require_http_methods(["GET", "POST"])
def earlier_consent(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Enter a consent that a person gave to this office before the Act."""
    form = ActForm("record_earlier_consent")
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, says_of(form.performed))
        return redirect("takeover:consent")
    return render(
        request,
        "parts/act.html",
        {
            "form": form,
            "question": _("Enter a yes from before the Act"),
            "stays": _(
                "As it stands in the papers of your office. The employee sees it and can take it back."
            ),
            "verb": _("Enter"),
            "is_filled": True,
            "back": reverse("campaign:messages"),
            "back_word": _("Messages"),
        },
    )

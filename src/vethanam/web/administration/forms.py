"""The forms of accounts and appointments. Labels and hints stand here; rules stand in the rooms below."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vethanam.identity.models import Account
from vethanam.people.accounts import NewPerson
from vethanam.people.appointments import GIVEN, Seat
from vethanam.people.models import Appointment
from vethanam.web.administration.words import role_words


def _day(label: Any, **more: Any) -> forms.DateField:
    fault = {"invalid": _("A date is written year-month-day, such as 2026-10-17.")}
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}), error_messages=fault, **more
    )


class OfficerForm(forms.Form):
    """A person who is not in the service book here, and a sign-in name."""

    name = forms.CharField(label=_("Name"), max_length=120)
    name_ml = forms.CharField(label=_("Name in Malayalam"), max_length=120, required=False)
    born = _day(_("Date of birth"))
    account = forms.CharField(
        label=_("Sign-in name"), max_length=60,
        help_text=_("Letters, digits, dots and hyphens, such as anita.thomas"),
    )  # fmt: skip

    def person(self) -> NewPerson:
        """The person as typed."""
        given = self.cleaned_data
        return NewPerson(given["name"], given["born"], given["name_ml"])


class EmployeesForm(forms.Form):
    """Employees by number, or everybody of a drawing code who has no account."""

    numbers = forms.CharField(
        label=_("Employee numbers"), required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line, or with spaces between"),
    )  # fmt: skip
    code = forms.CharField(
        label=_("Or everybody of a drawing code"), max_length=12, required=False,
        help_text=_("Who has an account is left out"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """One of the two is given."""
        given = super().clean() or {}
        if not self.errors and bool(given.get("numbers", "").split()) == bool(given.get("code")):
            raise forms.ValidationError(_("Give numbers, or one drawing code."))
        return given


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Why"), max_length=200)


class AppointmentForm(forms.Form):
    """A seat: who holds which role for what, from when, in whose place."""

    account = forms.CharField(label=_("Sign-in name"), max_length=60)
    role = forms.ChoiceField(label=_("Role"))
    scope = forms.CharField(
        label=_("For"), max_length=24, required=False,
        help_text=_("Drawing code, treasury or office; empty for a role of the whole installation"),
    )  # fmt: skip
    valid_from = _day(_("First day"))
    valid_until = _day(_("Last day"), required=False)
    order = forms.CharField(label=_("Order"), max_length=120, required=False, help_text=_("Number and date"))
    replaces = forms.ChoiceField(label=_("In place of"), required=False)

    def __init__(
        self, *args: Any, roles: tuple[str, ...] = GIVEN, held: list[Appointment], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._held = {str(one.pk): one for one in held}
        self.fields["role"].choices = [(role, role_words(role, "")) for role in roles]  # type: ignore[attr-defined]
        named = [
            (key, f"{one.account.username} · {role_words(one.role, one.scope)}")
            for key, one in self._held.items()
        ]
        self.fields["replaces"].choices = [("", "–"), *named]  # type: ignore[attr-defined]

    def clean_account(self) -> Account:
        """The account of the sign-in name."""
        found = Account.objects.filter(username=self.cleaned_data["account"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("No account has this sign-in name. Check it."))
        return found

    def seat(self) -> Seat:
        """What is proposed."""
        given = self.cleaned_data
        return Seat(
            given["account"], given["role"], given["scope"].strip(), given["valid_from"], given["valid_until"],
            given["order"], self._held.get(given["replaces"]),
        )  # fmt: skip

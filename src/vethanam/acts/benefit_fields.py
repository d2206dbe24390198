"""The shared fields of acts on benefits, and the look-up of the records that they name."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.fields import Code, Given, Text
from vethanam.acts.record_lookup import beside
from vethanam.benefits.models import Application, Award, Beneficiary, SchemeOffice
from vethanam.errors import Unsound, typed
from vethanam.people.models import LocalBody, Role

CLERK, SECRETARY, SCHEME = Role.LOCAL_BODY_CLERK, Role.LOCAL_BODY_SECRETARY, Role.SCHEME_OFFICER
#: who reads and writes about beneficiaries
OFFICERS = (CLERK, SECRETARY, SCHEME)
#: the field with the local body or the scheme for which an officer with several acts
OFFICE = "office"
WARD = 8


class OfOffice(Given):
    """An act of an office: a local body or a scheme."""

    office: Code | None = Field(
        None,
        title=_("Local body or scheme"),
        description=_("Code of the office you act for, where you have several."),
    )


class OfApplication(OfOffice):
    """An application by its number."""

    application: Code = Field(title=_("Application"))


class OfBeneficiary(OfOffice):
    """A beneficiary by the number on her card."""

    beneficiary: Code = Field(title=_("Number of the beneficiary"))


class OfAward(OfOffice):
    """An award by its number."""

    award: Code = Field(title=_("Award"))


class ContactsGiven(Given):
    """Contacts, sealed at once into the register of the scheme."""

    mobile: Text | None = Field(None, title=_("Mobile number"))
    guardian_mobile: Text | None = Field(None, title=_("Guardian's number"))
    postal_address: Text | None = Field(None, title=_("Postal address"))


def application_of(number: str) -> Application:
    """The application of a number; Unsound without one."""
    rows = Application.objects.select_related("beneficiary__person", "scheme", "local_body")
    found = rows.filter(number=number).first()
    if found is None:
        raise Unsound("application_unknown", number=typed(number, 16))
    return found


def beneficiary_of(number: str) -> Beneficiary:
    """The beneficiary of a number; Unsound without one."""
    found = Beneficiary.objects.select_related("person").filter(number=number).first()
    if found is None:
        raise Unsound("beneficiary_unknown", number=typed(number, 12))
    return found


def award_of(number: str) -> Award:
    """The award of a number; Unsound without one."""
    rows = Award.objects.select_related("beneficiary__person", "scheme", "decision__application")
    found = rows.filter(number=number).first()
    if found is None:
        raise Unsound("award_unknown", number=typed(number, 16))
    return found


def scheme_of(code: str) -> SchemeOffice:
    """The office of a scheme; Unsound if none is entered."""
    with beside("scheme"):
        found = SchemeOffice.objects.filter(code=code).first()
        if found is None:
            known = list(SchemeOffice.objects.order_by("code").values_list("code", flat=True))
            raise Unsound("scheme_without_office", scheme=typed(code, 20), known=known)
    return found


def body_named(code: str) -> LocalBody:
    """The local body of a code; Unsound without one."""
    found = LocalBody.objects.filter(code=code).first() if code else None
    if found is None:
        raise Unsound("local_body_unknown", code=typed(code, 12))
    return found

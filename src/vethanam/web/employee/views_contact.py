"""My contacts, masked: add, confirm, replace and remove one; choose the messages to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.forms import TextInput
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vethanam.acts.executor import Performed
from vethanam.identity.authority import Authority
from vethanam.privacy.actions.contact_confirmation import waits_for_code
from vethanam.privacy.consent_managers import manager_names
from vethanam.privacy.consents import consents_of
from vethanam.privacy.permit.reason_texts import reason_in_words
from vethanam.privacy.purposes import SERVICE_BOOK, Purpose, load_catalogue
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import ContactShown, contacts_of, stopped_channels
from vethanam.privacy.vault.number import ContactKind
from vethanam.web.employee.contact_rows import Row, address_of, offices_of, purposes_for_employees, short_of
from vethanam.web.employee.returned_messages import returned_of
from vethanam.web.parts import words
from vethanam.web.parts.access import employee
from vethanam.web.parts.forms import ActForm, sent
from vethanam.web.parts.outcomes import acted
from vethanam.web.privacy.legal_grounds import grounds_now

KINDS: dict[str, str] = {
    ContactKind.MOBILE: gettext_noop("Mobile"),
    ContactKind.EMAIL_OFFICIAL: gettext_noop("Office e-mail"),
    ContactKind.EMAIL_PERSONAL: gettext_noop("Own e-mail"),
}
_OF_A_CODE = {
    "maxlength": 20,
    "autocomplete": "one-time-code",
    "autocapitalize": "characters",
    "spellcheck": "false",
    "lang": "en",
}
OFFERED = (ContactKind.MOBILE, ContactKind.EMAIL_PERSONAL, ContactKind.EMAIL_OFFICIAL)


@employee
@require_GET
def contact(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Masked contacts, and the messages that may go to each."""
    person = _person(authority)
    every = [shown for shown in contacts_of(person) if shown.kind in KINDS]
    found = {shown.kind: shown for shown in every if shown.register == SERVICE_BOOK}
    rows = [_contact_row(kind, found.get(kind), authority) for kind in OFFERED] if found else []
    erasable = [
        {"name": _(KINDS[kind]), "address": reverse("employee:erase", kwargs={"kind": kind})}
        for kind in OFFERED
        if kind in found
    ]
    groups = _groups(person, authority) if every else []
    return render(
        request,
        "employee/contact.html",
        {
            "contact": {
                "rows": rows,
                "register": load_catalogue().register_name(SERVICE_BOOK, words.language()),
                "lists": _lists(every, authority),
                "groups": groups,
                "erasable": erasable,
                "returned": returned_of(person),
            }
        },
    )


@sensitive_post_parameters("contact")
@employee
@require_http_methods(["GET", "POST"])
def replace(
    request: HttpRequest, authority: Authority, kind: str, register: str = SERVICE_BOOK
) -> HttpResponse:
    """Replace a contact: it is parsed once and sealed at once; the typed value is never shown again,
    even if it is wrong.
    """
    _check(kind, register)
    is_phone = ContactKind(kind).is_phone
    form = ActForm(
        "replace_contact",
        fields=("contact",),
        fixed={"kind": kind, "register": register},
        labels={"contact": _(KINDS[kind])},
        hints={"contact": _("+91 and ten digits") if is_phone else _("One address, in Latin letters")},
        unseen=("contact",),
    )
    form.fields["contact"].widget = _contact_input("tel" if is_phone else "email")
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Sealed. It is not confirmed yet; until then you are told on this site."))
        return _after_code(request, kind, register, form.performed)
    return render(
        request,
        "employee/replace.html",
        {
            "name": _(KINDS[kind]),
            "form": form,
            "question": _("Which number do you give?") if is_phone else _("Which e-mail do you give?"),
        },
    )


@sensitive_post_parameters("code")
@employee
@require_http_methods(["GET", "POST"])
def confirm(
    request: HttpRequest, authority: Authority, kind: str, register: str = SERVICE_BOOK
) -> HttpResponse:
    """Confirm a contact by the code sent to it; or ask for another code."""
    _check(kind, register)
    named = {"kind": kind, "register": register}
    form = ActForm(
        "confirm_contact",
        fields=("code",),
        fixed=named,
        hints={"code": _("Good for one day, five tries")},
        unseen=("code",),
    )
    form.fields["code"].widget.attrs.update(_OF_A_CODE)
    if "again" in sent(request):
        again = acted(request, "send_code", named)
        if again.ok:
            return _after_code(request, kind, register, again)
    elif form.is_sent_by(request) and form.perform(request):
        if form.performed and form.performed.state["is_confirmed"]:
            messages.success(request, _("Confirmed. Messages go there from now on."))
            return redirect("employee:contact")
        form.add_error("code", _("This is not the code that was sent. Look again; it has ten letters."))
    another = address_of("replace", kind, register)
    return render(
        request, "employee/confirm.html", {"name": _(KINDS[kind]), "another": another, "form": form}
    )


@employee
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, authority: Authority, kind: str) -> HttpResponse:
    """Remove a contact: a list of the consequences, then one button."""
    if kind not in KINDS:
        raise Http404
    if request.method == "POST":
        acted(request, "erase_contact", {"kind": kind}, _("Erased. Nothing is sent there any more."))
        return redirect("employee:contact")
    return render(request, "employee/erase.html", {"name": _(KINDS[kind])})


def _check(kind: str, register: str) -> None:
    if kind not in KINDS or register not in {SERVICE_BOOK, *load_catalogue().opt_in_registers}:
        raise Http404


def _contact_input(kind: str) -> TextInput:
    """The input of a contact, without storage in the browser."""
    widget = TextInput(attrs={"maxlength": 254, "autocomplete": "off"})
    widget.input_type = kind
    return widget


def _after_code(request: HttpRequest, kind: str, register: str, performed: Performed | None) -> HttpResponse:
    """The next page: the code's, or back with the reason why no code was sent."""
    state = performed.state if performed else {}
    if state.get("code_state") == "unreachable":
        messages.info(request, _("No message can reach it from this installation, so it stays unconfirmed."))
        return redirect("employee:contact")
    if state.get("code_state") == "refused":
        why = reason_in_words(state["reason"] or "", words.language())
        messages.error(request, _("The code was not sent. %(why)s") % {"why": why})
        return redirect("employee:contact")
    return redirect(address_of("confirm", kind, register))


@employee
@require_POST
def choose(request: HttpRequest, authority: Authority, purpose: str) -> HttpResponse:
    """Stop every channel of a purpose, or open them again, with one tap."""
    person = _person(authority)
    found = catalogue_now().on(purpose, authority.at.date())
    if found is None:
        raise Http404
    is_stopped = _is_on(person, found)
    name = {"purpose": short_of(found)}
    outcome = (
        _("Stopped: %(purpose)s. The copy on this site stays.") if is_stopped else _("On again: %(purpose)s.")
    )

    acted(request, "opt_out", {"purpose": purpose, "again": not is_stopped}, outcome % name)
    return redirect("employee:contact")


def _lists(every: Sequence[ContactShown], authority: Authority) -> list[dict[str, Any]]:
    """The contacts given to offices with a consent, by list and office."""
    catalogue, language = load_catalogue(), words.language()
    return [
        {
            "title": catalogue.register_name(code, language),
            "office": catalogue.office_name(register.office, language),
            "rows": [_contact_row(one.kind, one, authority) for one in every if one.register == code],
        }
        for code, register in catalogue.opt_in_registers.items()
        if any(one.register == code for one in every)
    ]


def _contact_row(kind: str, shown: ContactShown | None, authority: Authority) -> Row:
    where = address_of("replace", kind, shown.register if shown else SERVICE_BOOK)
    if shown is None:
        return Row(
            _(KINDS[kind]), _("none"), shape="open", word=_("Not given"), verb=_("Give"), replace=where
        )
    mask = f"••••• •••{shown.mask}" if ContactKind(kind).is_phone else _("one is on record")
    state = ("done", _("Confirmed")) if shown.is_verified else ("held", _("Not confirmed"))
    if shown.returned_on is not None:
        state = ("look", _("Messages come back"))
    if waits_for_code(shown.person, kind, authority.at, shown.register):
        where = address_of("confirm", kind, shown.register)
        return Row(
            _(KINDS[kind]), mask, shape=state[0], word=state[1], verb=_("Write the code"), replace=where
        )
    return Row(_(KINDS[kind]), mask, shape=state[0], word=state[1], verb=_("Replace"), replace=where)


def _groups(person: int, authority: Authority) -> list[dict[str, Any]]:
    """Purposes with messages to employees: those she can stop, those that need her consent,
    those required by law.
    """
    chosen = purposes_for_employees(authority.at)
    can_stop = [p for p in chosen if p.opt_out == "channel" and not p.is_consent_required]
    with_yes = [p for p in chosen if p.is_consent_required]
    always = [p for p in chosen if p.opt_out == "not_possible"]
    return [
        {"title": _("You can stop these"), "rows": [_stoppable(person, p) for p in can_stop]},
        {"title": _("Only with your yes"), "rows": _with_yes(person, with_yes)},
        {
            "title": _("Always, because a law says so"),
            "rows": [Row(short_of(p), detail=_law(p), shape="done", word=_("On")) for p in always],
        },
    ]


def _with_yes(person: int, purposes: Sequence[Purpose]) -> list[Row]:
    """One row per office that asks, because a consent is for one office only."""
    said = {(one.purpose, one.controller): one.manager for one in consents_of(person) if one.is_live}
    through = manager_names(words.language()) if any(said.values()) else {}
    rows = []
    for purpose in purposes:
        for office in purpose.controllers:
            where = {"purpose": purpose.code, "office": office}
            is_on = (purpose.code, office) in said
            detail = load_catalogue().office_name(office, words.language())
            if manager := said.get((purpose.code, office)):
                detail = _("%(office)s, through %(manager)s") % {
                    "office": detail, "manager": through.get(manager, manager),
                }  # fmt: skip
            rows.append(Row(
                short_of(purpose), detail=detail,
                shape="done" if is_on else "open", word=_("On") if is_on else _("Off"),
                verb=_("Take back") if is_on else _("Say yes"),
                act=reverse("employee:take_back", kwargs=where) if is_on else "",
                replace="" if is_on else reverse("employee:say_yes", kwargs=where),
            ))  # fmt: skip
    return rows


def _stoppable(person: int, purpose: Purpose) -> Row:
    is_on = _is_on(person, purpose)
    return Row(
        short_of(purpose),
        detail=offices_of(purpose),
        shape="done" if is_on else "open",
        word=_("On") if is_on else _("Off"),
        verb=_("Stop") if is_on else _("Turn on"),
        act=reverse("employee:choose", kwargs={"purpose": purpose.code}),
    )


def _is_on(person: int, purpose: Purpose) -> bool:
    stopped = stopped_channels([person], purpose.code).get(person, frozenset())
    return not set(_channels(purpose)) <= stopped


def _channels(purpose: Purpose) -> list[str]:
    return [channel for channel in purpose.channels if channel != "portal"]


def _law(purpose: Purpose) -> str:
    return "; ".join(grounds_now(purpose)[:2])


def _person(authority: Authority) -> int:
    if authority.person is None:
        raise Http404
    return authority.person

"""The form pages of single acts about an application, a person, an award, an entry or two namesakes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from vethanam.acts.benefit_fields import CLERK, OFFICERS, SECRETARY
from vethanam.benefits.causes import ENDS, RESTORES, SUSPENDS
from vethanam.benefits.models import Application, Assessment, Award, Beneficiary, SchemeOffice, Society
from vethanam.benefits.queries.lists import awards_of
from vethanam.benefits.queries.notices import waiting_notices
from vethanam.benefits.queries.standing import open_stops
from vethanam.benefits.queries.waiting import waiting_entries
from vethanam.benefits.scheme_rules import kinds_of_circumstance
from vethanam.errors import Sentence
from vethanam.identity.authority import Authority
from vethanam.people.models import LocalBody
from vethanam.periods import Month
from vethanam.web.benefits import words
from vethanam.web.benefits.forms import BenefitForm
from vethanam.web.benefits.views_application import application_of
from vethanam.web.benefits.views_person import person_of
from vethanam.web.parts import words as page_words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.entry_text import PROOFS
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.names import said

_ORDER = ("order_number", "order_dated")
_CONTACTS = ("contacts_mobile", "contacts_postal_address", "contacts_guardian_mobile")
_ROUTE = (
    "route_kind", "route_branch", "route_number", "route_is_account_number", "route_holder",
    "route_is_joint", "route_society", "route_payer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verb:
    """One form: its question, fields and button; ``needed`` must be filled, whatever the act allows."""

    question: str
    fields: tuple[str, ...]
    button: str
    needed: tuple[str, ...] = ()
    unseen: tuple[str, ...] = field(default=())


_APPLICATION = {
    "sanction": Verb(
        gettext_noop("Sanction the application"),
        ("from", *_ORDER),
        gettext_noop("Sanction"),
        ("from", *_ORDER),
    ),
    "refuse_application": Verb(
        gettext_noop("Refuse the application"), ("reasons", "words", "words_ml"), gettext_noop("Refuse")
    ),
    "appeal": Verb(gettext_noop("Enter an appeal"), ("received_on", "grounds"), gettext_noop("Enter")),
    "decide_appeal": Verb(
        gettext_noop("Enter the order on the appeal"), ("is_allowed", *_ORDER), gettext_noop("Enter"), _ORDER
    ),
}
_PERSON = {
    "circumstance": Verb(
        gettext_noop("Enter a circumstance"), ("kind", "value", "valid_from", "valid_until", "document"),
        gettext_noop("Enter"),
    ),
    "benefit_guardian": Verb(
        gettext_noop("Enter a guardian"), ("name", "proof", "proof_reference", "valid_from", "valid_until"),
        gettext_noop("Enter"),
    ),
    "muster": Verb(
        gettext_noop("Enter a life proof"), ("seen_on", "manner", "reference"), gettext_noop("Enter")
    ),
    "report_death": Verb(
        gettext_noop("Report a death"), ("died_on", "source", "certificate"), gettext_noop("Report")
    ),
    "confirm_death": Verb(gettext_noop("Confirm the death"), (), gettext_noop("Confirm")),
    "benefit_contact": Verb(
        gettext_noop("Enter a number or an address"), ("scheme", *_CONTACTS), gettext_noop("Enter"),
        ("scheme",), _CONTACTS,
    ),
    "new_reference_code": Verb(
        gettext_noop("Give a new reference code"), (), gettext_noop("Give a new code")
    ),
}  # fmt: skip
_AWARD = {
    "suspend": Verb(
        gettext_noop("Suspend the award"), ("cause", "from", "until_month", *_ORDER), gettext_noop("Suspend")
    ),
    "restore": Verb(
        gettext_noop("Restore the award"), ("lifts", "cause", "from", *_ORDER), gettext_noop("Restore")
    ),
    "end_award": Verb(gettext_noop("End the award"), ("cause", "from", *_ORDER), gettext_noop("End")),
    "transfer": Verb(
        gettext_noop("Transfer the award"), ("to", "ward", "from_month"), gettext_noop("Transfer")
    ),
    "change_route": Verb(
        gettext_noop("Change the payment"), ("from_month", *_ROUTE), gettext_noop("Enter"), ("route_kind",),
        ("route_number",),
    ),
}  # fmt: skip


@officer(*OFFICERS, scope="code")
@require_http_methods(["GET", "POST"])
def about_application(
    request: HttpRequest, authority: Authority, code: str, number: str, verb: str
) -> HttpResponse:
    """Sanction, refuse, appeal."""
    chosen = verb_of(_APPLICATION, verb)
    found = theirs(application_of(authority, number))
    latest = Assessment.objects.filter(application=found).order_by("-pk").first()
    day = localdate(authority.at)
    reasons = [] if latest is None else [(one, _reason(latest, one)) for one in latest.reasons]
    form = act_form(
        verb, chosen, {"application": number, "office": code},
        {"from": str(Month.of(day).plus(1)), "received_on": day.isoformat()},
        {"reasons": reasons},
    )  # fmt: skip
    back = reverse("benefits:application", kwargs={"code": code, "number": number})
    return act_page(request, chosen, form, f"{words.name(found.beneficiary)} · {number}", back, number)


@officer(*OFFICERS, scope="code")
@require_http_methods(["GET", "POST"])
def about_person(
    request: HttpRequest, authority: Authority, code: str, number: str, verb: str
) -> HttpResponse:
    """A circumstance, a guardian, a life proof, a death, a new card."""
    chosen = verb_of(_PERSON, verb)
    found = theirs(person_of(authority, number))
    kinds = [(kind, words.circumstance(kind)) for kind in kinds_of_circumstance()]
    choices = {
        "kind": kinds, "manner": words.choices(words.MANNERS), "source": words.choices(words.SOURCES),
        "proof": [(one, _(text)) for one, text in PROOFS.items()],
        "scheme": _schemes(found),
    }  # fmt: skip
    day = localdate(authority.at).isoformat()
    initial = {"seen_on": day, "valid_from": day}
    form = act_form(verb, chosen, {"beneficiary": number, "office": code}, initial, choices)
    back = reverse("benefits:person", kwargs={"code": code, "number": number})
    return act_page(request, chosen, form, f"{words.name(found)} · {number}", back, words.name(found))


@officer(*OFFICERS, scope="code")
@require_http_methods(["GET", "POST"])
def about_award(
    request: HttpRequest, authority: Authority, code: str, number: str, verb: str
) -> HttpResponse:
    """Suspend, restore, end, transfer, change the payment."""
    chosen = verb_of(_AWARD, verb)
    now = theirs(awards_of(authority).filter(award__number=number).first())
    choices = {
        "cause": words.choices(words.CAUSES, *_CAUSES.get(verb, ())),
        "lifts": _lifted(now.award) if verb == "restore" else [],
        "to": _bodies(now.local_body_id) if verb == "transfer" else [],
        "route_kind": words.choices(words.ROUTES), "route_payer": words.choices(words.PAYERS),
        "route_society": [(one.code, one.name) for one in Society.objects.filter(local_body=now.local_body)],
    }  # fmt: skip
    month = str(Month.of(localdate(authority.at)).plus(1))
    initial = {"from": month, "from_month": month, "route_payer": "state"}
    form = act_form(verb, chosen, {"award": number, "office": code}, initial, choices)
    name = words.name(now.beneficiary)
    back = reverse("benefits:person", kwargs={"code": code, "number": now.beneficiary.number})
    return act_page(request, chosen, form, f"{name} · {number}", back, name)


@officer(*OFFICERS, scope="code")
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, authority: Authority, code: str, kind: str, entry: int) -> HttpResponse:
    """Decline an entry that waits, with the reason."""
    waiting = [one for one in waiting_entries(authority) if (one.kind, one.entry) == (kind, entry)]
    found = theirs(waiting[0] if waiting else None)
    verb = Verb(gettext_noop("Decline the entry"), ("reason",), gettext_noop("Decline"), ("reason",))
    fixed = {"kind": kind, "entry": entry, "outcome": "decline", "office": code}
    form = act_form("check_entry", verb, fixed, {}, {})
    back = reverse("benefits:to_check", kwargs={"code": code})
    about = f"{words.name(found.beneficiary)} · {words.word(words.ENTRIES, kind)}"
    return act_page(request, verb, form, about, back, _("To check"))


@officer(CLERK, SECRETARY, scope="code")
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, authority: Authority, code: str, one: str, other: str) -> HttpResponse:
    """Say whether two namesakes are one person; another officer agrees."""
    people = {row.number: row for row in Beneficiary.objects.filter(number__in=(one, other))}
    reached = [number for number in people if person_of(authority, number)]
    if len(people) != len({one, other}) or not reached:
        raise Http404
    verb = Verb(gettext_noop("Are they one person?"), ("is_one_person", "reason"), gettext_noop("Enter"))
    fixed = {"one": one, "other": other, "office": code}
    form = act_form("settle_likeness", verb, fixed, {}, {})
    about = f"{words.name(people[one])} · {one} — {words.name(people[other])} · {other}"
    back = reverse("benefits:duplicates", kwargs={"code": code})
    return act_page(request, verb, form, about, back, _("Possible duplicates"))


@officer(*OFFICERS, scope="code")
@require_http_methods(["GET", "POST"])
def settle_notice(request: HttpRequest, authority: Authority, code: str, notice: int) -> HttpResponse:
    """Say whether a register's notice of a death is about this beneficiary."""
    found = theirs(waiting_notices(authority).filter(pk=notice).first())
    verb = Verb(
        gettext_noop("Is this notice about her?"), ("is_she", "reason"), gettext_noop("Enter"), ("is_she",)
    )
    form = act_form("settle_death_notice", verb, {"notice": notice, "office": code}, {}, {})
    person = found.beneficiary
    about = " · ".join((
        words.name(person), person.number, page_words.day(person.person.born),
        _("died on %(day)s") % {"day": page_words.day(found.died_on)}, found.record_number,
    ))  # fmt: skip
    back = reverse("benefits:deaths", kwargs={"code": code})
    return act_page(request, verb, form, about, back, _("Deaths"))


def _schemes(found: Beneficiary) -> list[tuple[str, str]]:
    """The schemes for which she has applied."""
    applied = Application.objects.filter(beneficiary=found).values("scheme")
    rows = SchemeOffice.objects.filter(pk__in=applied).order_by("code")
    return [(one.code, words.scheme_title(one)) for one in rows]


_CAUSES = {"suspend": SUSPENDS, "end_award": ENDS, "restore": RESTORES}


def verb_of(known: Mapping[str, Verb], verb: str) -> Verb:
    """The form of a verb in an address."""
    if verb not in known:
        raise Http404
    return known[verb]


def act_form(
    act: str, verb: Verb, fixed: Mapping[str, Any], initial: Mapping[str, Any], choices: Mapping[str, Any]
) -> ActForm:
    """The form of an act with the fields of a verb; other initial values and choices are left out."""
    return BenefitForm(
        act,
        fields=verb.fields,
        fixed=fixed,
        initial={name: value for name, value in initial.items() if name in verb.fields},
        needed=verb.needed,
        choices={name: value for name, value in choices.items() if name in verb.fields},
        unseen=verb.unseen,
    )


def act_page(
    request: HttpRequest, verb: Verb, form: ActForm, about: str, back: str, back_word: str
) -> HttpResponse:
    """The page of a form: it performs the act, and leads back."""
    if form.is_sent_by(request) and form.perform(request) and form.performed is not None:
        done = form.performed
        messages.success(request, said(done.sentence) if done.sentence else done.says)
        if card := done.once.get("reference_code"):
            return render(
                request, "benefits/card.html", {"place": back_word, "card": card, "number": "", "next": back}
            )
        return redirect(back)
    page = {
        "question": _(verb.question), "stays": about, "form": form, "verb": _(verb.button), "is_filled": True,
        "back": back, "back_word": back_word,
    }  # fmt: skip
    return render(request, "parts/act.html", page)


def _lifted(award: Award) -> list[tuple[str, str]]:
    return words.choices(words.CAUSES, *dict.fromkeys(stop.cause for stop in open_stops(award)))


def _bodies(own: int) -> list[tuple[str, str]]:
    is_ml = page_words.language() == "ml"
    rows = LocalBody.objects.exclude(code="").exclude(pk=own).order_by("name")
    return [(one.code, one.name_ml if is_ml and one.name_ml else one.name) for one in rows]


def _reason(latest: Assessment, code: str) -> str:
    """The sentence about a reason of an assessment; its code if the tree has none."""
    for branch in latest.tree:
        if branch["code"] == code and branch["why"]:
            return said(Sentence(branch["why"]["code"], branch["why"]["facts"]))
    return code

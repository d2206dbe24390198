"""The court page: each question that courts have put to senders of messages, with a link to its answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from vethanam.identity.authority import Authority
from vethanam.people.models import Role
from vethanam.web.parts.access import officer

DPO, LAW = Role.DATA_PROTECTION_OFFICER, Role.LAW_OFFICER


@dataclass(frozen=True, slots=True)
class Question:
    """A court's question, its answer, and the page with the evidence; ``roles`` can open the page."""

    asks: str
    answer: str
    route: str
    verb: str
    roles: tuple[str, ...] = (DPO, LAW)


QUESTIONS: tuple[Question, ...] = (
    Question(
        gettext_noop("How many messages were sent, when, and who asked for them?"),
        gettext_noop("Every request for more than a hundred people, refused ones too, with its counts by "
                     "outcome."),
        "public:register", gettext_noop("Messages sent"),
    ),
    Question(
        gettext_noop("Which requests were refused, and did anybody look people up one by one?"),
        gettext_noop("Every request of every office with its reason, and the cases that opened by "
                     "themselves."),
        "protection:uses", gettext_noop("Uses"), (DPO,),
    ),
    Question(
        gettext_noop("Which offices opened a contact, and did one of them?"),
        gettext_noop("The contacts opened in each month by office and purpose. An office without a line has "
                     "none."),
        "protection:keys", gettext_noop("Contacts opened"),
    ),
    Question(
        gettext_noop("With what authority were the numbers used?"),
        gettext_noop("Each purpose with its office, its ground on a day, its fields, and who approved it."),
        "public:purposes", gettext_noop("Purposes"),
    ),
    Question(
        gettext_noop("Was the order or undertaking kept from its first minute?"),
        gettext_noop("Each restraint with its time of effect, the state of the queue, and the refusals under "
                     "it."),
        "restraint:restraints", gettext_noop("Restraints"),
    ),
    Question(
        gettext_noop("Who approved a message, and for what exactly?"),
        gettext_noop("Each message with its text, people, sender and time as they were signed, and the "
                     "signatures."),
        "campaign:approvals", gettext_noop("Approvals"),
    ),
    Question(
        gettext_noop("Who else handled the data?"),
        gettext_noop("Each processor with its task, its country and its contract."),
        "protection:processors", gettext_noop("Processors"), (DPO,),
    ),
    Question(
        gettext_noop("Has the record been changed since?"),
        gettext_noop("The signed head, and how entries fit it. A person's own proof checks without this "
                     "office."),
        "protection:ledger", gettext_noop("Ledger"), (DPO,),
    ),
    Question(
        gettext_noop("What can the record not show?"),
        gettext_noop("Copies made elsewhere, events before the seal, acts of a carrier. "
                     "Say so with every answer."),
        "public:proof", gettext_noop("Its limits"),
    ),
)  # fmt: skip


@officer(DPO, LAW)
@require_GET
def court(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The questions with links to their evidence; counts and classes, never a name or a number."""
    rows = [
        {"asks": _(one.asks), "answer": _(one.answer), "verb": _(one.verb), "address": reverse(one.route)}
        for one in QUESTIONS
        if authority.role in one.roles
    ]
    return render(request, "protection/court.html", {"rows": rows})

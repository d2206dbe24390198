"""First-visit help: the few things that a role does here, on its first page, until it is put away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from vethanam.identity.first_visits import is_put_away
from vethanam.people.models import Role
from vethanam.web.parts.access import account_of

INBOX = (gettext_noop("See what waits for you, oldest first."), "lists:inbox")
#: a clerk or drawing officer without a drawing code
DEPARTMENT = "department"
#: role -> its guide, and what it does: sentence and page
STEPS: Mapping[str, tuple[str, Sequence[tuple[str, str]]]] = {
    Role.EMPLOYEE: (
        "employee",
        (
            (gettext_noop("See the month's pay. Press a line for its rule and arithmetic."), "employee:home"),
            (
                gettext_noop("Read your service book, leave and loans. Say if an entry is not right."),
                "employee:record",
            ),
            (gettext_noop("See who used your number, and for what."), "employee:uses"),
            (gettext_noop("Change your number or e-mail, or stop a kind of message."), "employee:contact"),
        ),
    ),
    Role.CLERK: (
        "office",
        (
            (gettext_noop("Enter changes: choose the person, then New entry."), "drawing:people"),
            (gettext_noop("Compute the month, and look at who is set aside."), "drawing:month"),
            (gettext_noop("Make the bill. The drawing officer checks and presents it."), "drawing:bills"),
            INBOX,
        ),
    ),
    Role.DRAWING_OFFICER: (
        "office",
        (
            (gettext_noop("Verify the entries of your clerk."), "drawing:entries"),
            (gettext_noop("Compare the month with the last one."), "drawing:month"),
            (gettext_noop("Check and present the bills with your key."), "drawing:bills"),
            (gettext_noop("Let a colleague help, or hand over."), "drawing:officers"),
            INBOX,
        ),
    ),
    Role.COUNTERSIGNING_OFFICER: (
        "office",
        (
            (gettext_noop("Countersign bills with your key."), "drawing:bills"),
            (gettext_noop("Agree to appointments of the office."), "drawing:appointments"),
            INBOX,
        ),
    ),
    DEPARTMENT: (
        "office",
        (
            (gettext_noop("Take a sheet of the former system over."), "takeover:sheets"),
            (gettext_noop("Compare months side by side with the former system."), "takeover:months"),
            (gettext_noop("Register one joiner."), "takeover:joiner"),
        ),
    ),
    Role.TREASURY_OFFICER: (
        "treasury",
        (
            (
                gettext_noop("Open the bill that has waited longest. Pass it or send it back."),
                "treasury:register",
            ),
            (gettext_noop("Settle open questions with the bank."), "treasury:bank"),
            (gettext_noop("Verify the accounts of institutions."), "treasury:institutions"),
            INBOX,
        ),
    ),
    Role.FINANCE_OFFICER: (
        "finance",
        (
            (gettext_noop("Work out the cost of an order before it is signed."), "finance:scenarios"),
            (gettext_noop("Compare vouchers by month and head."), "finance:vouchers"),
            (gettext_noop("Enter a figure or the pay calendar, by its order."), "figures:kinds"),
            (gettext_noop("Work out the arrears of everybody."), "finance:arrears"),
        ),
    ),
    Role.DATA_PROTECTION_OFFICER: (
        "data-protection",
        (
            (gettext_noop("Answer what is due before its clock ends."), "protection:desk"),
            (gettext_noop("Look at every use of a contact, refused ones first."), "protection:uses"),
            (gettext_noop("Approve or decline requests to see a contact."), "requests:list"),
            (gettext_noop("See that every entry is signed."), "protection:ledger"),
        ),
    ),
    Role.LAW_OFFICER: (
        "data-protection",
        (
            (gettext_noop("Enter an order of a court. It holds from its hour."), "restraint:enter"),
            (gettext_noop("Look at a sending, or stop it."), "restraint:sendings"),
            (gettext_noop("Sign or decline what waits for approval."), "campaign:approvals"),
        ),
    ),
    Role.PURPOSE_OWNER: (
        "data-protection",
        (
            (gettext_noop("Sign or decline what waits for approval."), "campaign:approvals"),
            (gettext_noop("Write a message that starts from an order."), "campaign:messages"),
            (gettext_noop("Look at a sending, or stop it."), "restraint:sendings"),
        ),
    ),
    Role.COMMUNICATING_OFFICER: (
        "data-protection",
        (
            (gettext_noop("Write a message that starts from an order."), "campaign:messages"),
            (gettext_noop("Look at a sending, or stop it."), "restraint:sendings"),
            (gettext_noop("Ask to see one contact, with the reason."), "requests:list"),
        ),
    ),
    Role.LOCAL_BODY_CLERK: (
        "local-body",
        (
            (gettext_noop("Enter an application, with the papers beside you."), "benefits:applications"),
            (gettext_noop("Check what a colleague entered against its paper."), "benefits:to_check"),
            (gettext_noop("Enter life proofs, by ward."), "benefits:to_muster"),
            (gettext_noop("Report a death on the person's page."), "benefits:people"),
        ),
    ),
    Role.LOCAL_BODY_SECRETARY: (
        "local-body",
        (
            (gettext_noop("Check what a colleague entered against its paper."), "benefits:to_check"),
            (gettext_noop("Read the answer of the rules, and decide."), "benefits:to_sanction"),
            (
                gettext_noop("Find a person by number or name; suspend or restore her award."),
                "benefits:people",
            ),
            INBOX,
        ),
    ),
    Role.SCHEME_OFFICER: (
        "local-body",
        (
            (
                gettext_noop("Look at the applications of your scheme, by the day they are owed."),
                "benefits:applications",
            ),
            (
                gettext_noop("Find a person by number or name; suspend or restore her award."),
                "benefits:people",
            ),
            (gettext_noop("Check what a colleague entered against its paper."), "benefits:to_check"),
        ),
    ),
    Role.SOCIETY_AGENT: (
        "local-body",
        (
            (gettext_noop("Fill the list that your secretary gave you, at the doors."), "benefits:advances"),
            (gettext_noop("Enter the filled file here, or single lines."), "benefits:advances"),
            INBOX,
        ),
    ),
    Role.SOCIETY_SECRETARY: (
        "local-body",
        (
            (gettext_noop("Take the list once the money is there. Give it to agents."), "benefits:advances"),
            (gettext_noop("Check what your agents entered."), "benefits:advances"),
            (gettext_noop("Give back the money that was not delivered."), "benefits:advances"),
            INBOX,
        ),
    ),
    Role.ADMINISTRATOR: (
        "first-office",
        (
            (gettext_noop("Invite officers and employees."), "administration:accounts"),
            (
                gettext_noop("Propose an appointment. Another person agrees to it."),
                "administration:appointments",
            ),
            (gettext_noop("Countersign the keys of officers."), "administration:keys"),
            (gettext_noop("Enter offices, posts and codes."), "masters:kinds"),
        ),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FirstVisit:
    """The panel: sentences with their addresses, the guide, and the name under which it is put away."""

    panel: str
    steps: Sequence[tuple[str, str]]
    guide: str


def first_visit(request: HttpRequest, role: str, scope: str) -> FirstVisit | None:
    """The panel of a role for its first page; None once the account has put it away."""
    panel = DEPARTMENT if role in (Role.CLERK, Role.DRAWING_OFFICER) and not scope else role
    found = STEPS.get(panel)
    if found is None or is_put_away(account_of(request).pk, panel):
        return None
    guide, steps = found
    return FirstVisit(
        panel,
        [(gettext(says), _address(name, scope)) for says, name in steps],
        reverse("public:guide", kwargs={"name": guide}),
    )


def _address(name: str, scope: str) -> str:
    is_scoped = name.startswith(("drawing:", "treasury:", "benefits:"))
    return reverse(name, kwargs={"code": scope} if is_scoped else {})

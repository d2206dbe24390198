"""Turn a request and its world into rows of the two closed frames.

Joins and look-ups only; the rules are in the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from vethanam.privacy.law.commencement import in_force
from vethanam.privacy.law.windows import IST
from vethanam.privacy.permit.approvals import tally
from vethanam.privacy.permit.frame import REQUEST
from vethanam.privacy.permit.request import Request, Subject
from vethanam.privacy.permit.subject_groups import kinds_counted
from vethanam.privacy.permit.table import REGISTRY
from vethanam.privacy.permit.world import World
from vethanam.privacy.purposes import Catalogue, Purpose

CAMPAIGNS = frozenset({"SURVEY", "PUBLICITY", "WELLNESS"})
MASS = 100
ADULT = 18
#: the safeguard that ties every use of a purpose to a case
NEEDS_CASE = "case number required"
PUBLIC_FOR = timedelta(hours=72)


def purpose_state(code: str, catalogue: Catalogue, at: datetime) -> tuple[str, Purpose | None]:
    """The state of a purpose on a day, and the version in force (or the last one)."""
    day = at.astimezone(IST).date()
    purpose = catalogue.on(code, day)
    versions = [known for known in catalogue.purposes if known.code == code]
    if not versions:
        return "unknown", None
    if purpose is None or purpose.status == "suspended" or (purpose.review_by and purpose.review_by < day):
        return "inactive", purpose or versions[-1]
    return ("prohibited" if purpose.status == "prohibited" else "active"), purpose


def acts_for(request: Request, purpose: Purpose | None) -> str | None:
    """The controller of a request: the one a processor names, else the organisation itself."""
    if purpose and request.org in purpose.processors:
        return request.on_behalf_of
    return request.org


def is_guarded(subject: Subject) -> bool:
    """Whether a guardian acts for a subject: under eighteen, or of any age under guardianship by order."""
    return subject.is_ward or _is_minor(subject)


def _is_minor(subject: Subject) -> bool:
    """Whether a subject is under eighteen, by class or by age."""
    if subject.age is not None:
        return subject.age < ADULT
    return subject.kind == "minor_beneficiary" or "minor_beneficiary" in subject.also


def is_about_actor(request: Request) -> bool:
    """Whether a request is about its actor alone, or about a ward by the guardian, or about the
    dead by a nominee.
    """
    if len(request.subjects) != 1 or request.subjects[0].count != 1:
        return False
    subject = request.subjects[0]
    if request.recipients == ("guardian",):
        return is_guarded(subject)
    if request.recipients == ("nominee_after_death",):
        return subject.is_deceased
    return str(subject.id) == request.actor


def request_row(request: Request, world: World, catalogue: Catalogue, at: datetime) -> pl.DataFrame:
    """The one row of :data:`~vethanam.privacy.permit.frame.REQUEST`."""
    state, purpose = purpose_state(request.purpose, catalogue, at)
    controller = acts_for(request, purpose)
    day = at.astimezone(IST).date()
    of_all = [r for r in world.restraints if not r.is_of_single_messages and r.covers(request, controller)]
    values: dict[str, Any] = {
        "at": utc(at),
        "day": day,
        "ledger": world.ledger,
        "actor": request.actor or None,
        "is_strong": request.is_strong,
        "org": request.org or None,
        "is_about_actor": is_about_actor(request),
        "on_behalf_of": request.on_behalf_of,
        "purpose": request.purpose,
        "purpose_state": state,
        "restraints": [r.id for r in of_all if r.is_active(at)],
        "unconfirmed": [r.id for r in of_all if r.is_unconfirmed(at)],
        "reaches_all": all(subject.reaches for subject, _ in kinds_counted(request.subjects)),
        "count": request.count,
        "reason_given": request.reason_given or None,
        "lacks_case": _lacks_case(request, purpose),
        "recipients": list(request.recipients),
        "never_recipients": sorted(catalogue.never_recipients),
        "is_contract_over": _is_contract_over(request.org or "", catalogue, day),
        "external_processor": request.external_processor,
        "fields": list(request.fields),
        "contact_fields": sorted(catalogue.contact_fields),
        "mode": request.mode,
        "sender": request.sender,
        "account_owner": request.account_owner,
        "is_neutral": request.template.is_neutral,
        "names_office_holder": bool(request.template.office_holder or request.template.party_sign),
        "fits_template": request.template.family in (None, request.purpose),
        "lacks_public_entry": _lacks_public_entry(request, purpose, world, at),
        "needs_sanction": request.purpose in CAMPAIGNS,
        "has_sanction": _has_sanction(request, at),
        **_ground(request, purpose, day),
        **_register(request, purpose, controller, world, catalogue),
        **_of_purpose(request, purpose),
        **tally(request, purpose, is_caution=world.is_caution, at=at),
    }
    return REQUEST.checked(pl.DataFrame([values], schema=REQUEST.schema))


def _ground(request: Request, purpose: Purpose | None, day: Any) -> dict[str, Any]:
    stated = [request.basis] if request.basis else list(purpose.ground.dpdp if purpose else ())
    return {
        "is_ground_in_force": any(in_force(provision, day) for provision in stated),
        "has_statute_now": bool(purpose and purpose.ground.statute_now),
    }


def _register(
    request: Request, purpose: Purpose | None, controller: str | None, world: World, catalogue: Catalogue
) -> dict[str, Any]:
    of_a_yes = {register.code: register.office for register in catalogue.opt_in_registers.values()}
    owners = {**catalogue.register_owners, **of_a_yes, **world.register_owners}
    is_for_judges = controller == REGISTRY and any(is_judicial(subject) for subject in request.subjects)
    is_named = bool(purpose and controller in purpose.controllers)
    may_share = is_named and purpose is not None and not purpose.is_own_register_only
    shared = {
        share.owner for share in world.sharing if share.purpose == request.purpose and share.to == controller
    }

    def is_shared(source: str) -> bool:
        owner = owners.get(source) or _owner_by_name(source, request) or _owner_by_scheme(controller, purpose)
        at_home = source in catalogue.register_owners and (may_share or is_for_judges)
        return owner is not None and (owner == controller or at_home or bool(shared & {owner, source}))

    return {
        "sources_not_shared": [source for source in request.sources if not is_shared(source)],
        "is_for_judges": is_for_judges,
        "is_scheme_owner": bool(request.sources) and all(
            owners.get(source) == controller and controller is not None
            and source not in catalogue.opt_in_registers
            for source in request.sources
        ),
    }  # fmt: skip


def is_judicial(subject: Subject) -> bool:
    """Whether a subject is a judicial officer, by any of her classes."""
    return "judicial_officer" in (subject.kind, *subject.also)


def _owner_by_name(source: str, request: Request) -> str | None:
    """The office in front of a register's name, as owner of last resort."""
    head = source.replace("_", "-").split("-")[0]
    return head if head in (request.org, request.on_behalf_of) else None


def _is_contract_over(org: str, catalogue: Catalogue, day: date) -> bool:
    processor = catalogue.processors.get(org)
    return processor is not None and processor.is_over(day)


def _owner_by_scheme(controller: str | None, purpose: Purpose | None) -> str | None:
    """WPC is any department that owns the scheme and its register: an unowned register is its own."""
    return "WPC" if controller == "WPC" and purpose and "WPC" in purpose.controllers else None


def _of_purpose(request: Request, purpose: Purpose | None) -> dict[str, Any]:
    if purpose is None:
        names = ("controllers", "processors", "recipients_allowed", "fields_allowed", "senders")
        return {
            **{name: [] for name in names},
            "ledger_policy": None,
            "contact_use": None,
            "judicial_policy": None,
            "most_subjects": None,
        }
    return {
        "ledger_policy": purpose.ledger_unhealthy,
        "controllers": list(purpose.controllers),
        "processors": list(purpose.processors),
        "most_subjects": purpose.most_subjects,
        "recipients_allowed": _with_self(purpose.recipients),
        "fields_allowed": _fields_allowed(request, purpose),
        "contact_use": purpose.contact_use,
        "senders": list(purpose.senders),
        "judicial_policy": purpose.judicial_officers,
    }


def _fields_allowed(request: Request, purpose: Purpose) -> list[str]:
    if "as_named_in_order" in purpose.fields:
        return list(request.order.fields or ()) if request.order else []
    return list(purpose.fields)


def _with_self(recipients: Sequence[str]) -> list[str]:
    """``subject_self`` is the person herself in any capacity."""
    same = ["employee_self", "beneficiary_self"] if "subject_self" in recipients else []
    return [*recipients, *same]


def _has_sanction(request: Request, at: datetime) -> bool:
    sanction = request.sanction
    if sanction is None or not sanction.order or not sanction.head or sanction.dated is None:
        return False
    return sanction.dated < at.astimezone(IST).date()


def _lacks_public_entry(request: Request, purpose: Purpose | None, world: World, at: datetime) -> bool:
    if (
        not world.is_caution
        or purpose is None
        or purpose.caution_window != "extra_approval"
        or request.count <= MASS
    ):
        return False
    since = request.in_public_register_since
    return since is None or at - since < PUBLIC_FOR


def _lacks_case(request: Request, purpose: Purpose | None) -> bool:
    """Whether a purpose tied to cases names none: no order, no requisition, no figure in its reason."""
    if purpose is None or NEEDS_CASE not in purpose.safeguards:
        return False
    said = (request.order.id if request.order else "", request.requisition or "", request.reason_given or "")
    return not any(letter.isdigit() for text in said for letter in text)


def utc(at: datetime | None) -> datetime | None:
    """An instant in UTC, as in the frames."""
    return at.astimezone(UTC) if at else None


def rests_on_7b(request: Request, purpose: Purpose | None, day: Any) -> bool:
    """Whether a request rests on section 7(b): the request says so, or its purpose does."""
    if request.basis:
        return request.basis.startswith("s.7(b)")
    grounds = purpose.ground.dpdp if purpose else ()
    return any(ground.startswith("s.7(b)") and in_force(ground, day) for ground in grounds)


def restraints_met(request: Request, world: World, catalogue: Catalogue, at: datetime) -> list[str]:
    """The restraints that cover a request or a part of it at an instant, in force or unconfirmed."""
    controller = acts_for(request, purpose_state(request.purpose, catalogue, at)[1])
    return [
        r.id
        for r in world.restraints
        if (r.is_active(at) or r.is_unconfirmed(at)) and r.covers(request, controller)
    ]

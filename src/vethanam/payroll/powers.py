"""Rights on runs and bills: roles, scopes, powers, and the persons who sign."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from vethanam.errors import Broken, Refused, Sentence, without_detail
from vethanam.identity.authority import Authority, signed_part
from vethanam.journal.actions import append
from vethanam.payroll.models import Bill, BillAct, Presentation
from vethanam.people.models import Role
from vethanam.people.queries import Hat, hats_of

PREPARE, PRESENT = "prepare", "present"
OFFICE = (Role.CLERK, Role.DRAWING_OFFICER)

#: constraint name in the database -> code of its sentence
_CODES = {
    "claims_within_due": "claim_above_due",
    "one_live_claim": "second_live_claim",
    "claim_on_one_live_bill": "claim_on_a_bill",
    "signers_are_different_persons": "maker_signs",
    "passer_drew_nothing": "passer_drew_bill",
    "challan_once": "challan_taken",
    "challan_once_for_each": "challan_taken_for_bill",
    "challan_covers": "challan_exceeded",
    "refund_within_drawn": "refund_beyond_drawn",
    "refund_confirmed_by_another": "refund_by_its_maker",
    "voucher_once": "voucher_taken",
    "payroll_outsidevoucherdecision_voucher_id_key": "voucher_decided_by_now",
    "payroll_drawnelsewhere_supersedes_id_key": "voucher_replaced_already",
    "voucher_decided_by_another": "voucher_decided_by_another",
    "elsewhere_entered_first": "voucher_not_entered",
    "voucher_replaces_its_own": "voucher_replaces_another",
    "arrear_list_is_latest": "later_list_made",
    "arrear_month_listed_once": "listed_twice",
    "festival_once_a_year": "festival_once_a_year",
    "surrender_within_its_year": "surrender_beyond_year",
    "findings_open": "findings_still_open",
    "locked_run_is_kept": "run_is_locked",
    "bill_state_moves": "bill_moved_on",
    "step_without_signature": "step_without_signature",
    "restore_unsettled": "restore_unsettled",
    "self_drawn_for_oneself": "self_drawn_for_another",
    "compensated_once": "compensated_before",
    "compensation_waits": "compensation_waits",
}


@contextmanager
def as_sentences() -> Iterator[None]:
    """Convert a constraint violation into a sentence, without the row it quotes."""
    try:
        yield
    except IntegrityError as refused:
        name = getattr(getattr(refused.__cause__, "diag", None), "constraint_name", None)
        if name in _CODES:
            raise Refused(_CODES[name]) from None
        raise Broken("database_refused", why=name or without_detail(refused)) from None


def act[**P, R](verb: Callable[P, R]) -> Callable[P, R]:
    """Decorate an action: one transaction, constraint violations as sentences."""

    @wraps(verb)
    def done(*args: P.args, **kwargs: P.kwargs) -> R:
        with as_sentences(), transaction.atomic():
            return verb(*args, **kwargs)

    return done


def require(
    authority: Authority,
    *,
    roles: tuple[str, ...],
    scope: str,
    power: str,
    doing: str,
    hats: Sequence[Hat] | None = None,
) -> None:
    """Check that the authority rests on an appointment or delegation at its instant.

    ``hats`` are the account's roles, if already read.

    Raises
    ------
    Refused
        The role, the scope or the delegated power does not reach.
    """
    day = localdate(authority.at)
    where: Sentence | date = Sentence("scope_on_day", {"scope": scope, "day": day}) if scope else day
    if authority.role not in roles or (authority.scope or "") != scope:
        if scope:
            raise Refused("not_appointed", doing=doing, where=where, roles=[*roles], scope=scope)
        raise Refused("not_appointed_at_all", doing=doing, where=where, roles=[*roles])
    for hat in hats_of(authority.account, authority.at) if hats is None else hats:
        same = (hat.role, hat.scope, hat.person, hat.delegation) == (
            authority.role,
            scope,
            authority.person,
            authority.delegation,
        )
        if same and power in hat.powers:
            return
    raise Refused("not_in_power", doing=doing, where=where)


def signer(authority: Authority) -> tuple[int, int]:
    """The IDs of the person who acts and of the person represented.

    Raises
    ------
    Refused
        The account has no person: only humans sign bills.
    """
    if authority.person is None:
        raise Refused("needs_a_person")
    return authority.person, authority.on_behalf_of or authority.person


def locked_bill(bill: Bill | int) -> Bill:
    """The current bill, locked until the transaction ends."""
    pk = bill if isinstance(bill, int) else bill.pk
    return (
        Bill.objects.select_for_update(of=("self",))
        .select_related("drawing_code", "treasury", "bill_class", "head")
        .get(pk=pk)
    )


def drew(bill: Bill) -> set[int]:
    """The persons who ever made, checked, countersigned or presented the bill, and those they represented."""
    signed = BillAct.objects.filter(bill=bill, act__in=BillAct.DRAWING).values_list("person", "on_behalf_of")
    return {person for pair in signed for person in pair if person is not None}


def stands(bill: Bill, *states: str, doing: str) -> None:
    """Check that the bill is in one of these states; otherwise raise :class:`~vethanam.errors.Refused`."""
    if bill.state not in states:
        raise Refused(
            "not_in_that_state",
            bill=bill.number,
            state=bill.state,
            doing=doing,
            states=" or ".join(states).replace("_", " "),
        )


def note(
    bill: Bill,
    act: str,
    authority: Authority,
    leaf: int,
    *,
    reason: str = "",
    facts: dict[str, Any] | None = None,
) -> BillAct:
    """Append an act to the bill's history, with its signature record if signed."""
    signed = {"signed": authority.signed.record} if authority.signed is not None else {}
    return BillAct.objects.create(
        bill=bill,
        act=act,
        at=authority.at,
        account_id=authority.account,
        person_id=authority.person,
        role=authority.role,
        scope=authority.scope or "",
        delegation_id=authority.delegation,
        on_behalf_of_id=authority.on_behalf_of,
        reason=reason,
        facts={**(facts or {}), **signed},
        leaf=leaf,
    )


def keep(bill: Bill) -> None:
    """Save the columns of a bill that may change."""
    signed = [
        f"{what}_{whose}"
        for what in ("checked", "countersigned", "presented", "passed")
        for whose in ("by", "for")
    ]
    bill.save(update_fields=["state", "drawn_in", *signed])


def needs_reason(reason: str, doing: str) -> str:
    """The reason as one line; raises :class:`~vethanam.errors.Refused` if empty."""
    said = " ".join(reason.split())
    if not said:
        raise Refused("needs_a_reason", doing=doing)
    return said[:500]


def close_presentation(
    bill: Bill, outcome: str, authority: Authority, reason: str = "", **columns: Any
) -> Presentation:
    """Set the outcome of the presentation that waits at the treasury."""
    coming = bill.presentations.select_for_update(of=("self",)).get(
        outcome__in=[Presentation.Outcome.WAITS, Presentation.Outcome.QUEUED]
    )
    coming.outcome, coming.reason, coming.decided_at = outcome, reason, authority.at
    for name, value in columns.items():
        setattr(coming, name, value)
    coming.save(
        update_fields=["outcome", "reason", "decided_at", "voucher_number", "voucher_date", "account_year"]
    )
    return coming


def leaf_of(
    bill: Bill, kind: str, authority: Authority, private: dict[str, Any] | None = None, **public: Any
) -> int:
    """Append one leaf for an act on a bill. Totals are private: a small bill's total is somebody's pay.

    If signed, the leaf publishes the bill's position in the signed list and commits to the signed statement.

    Raises
    ------
    Refused
        The authority's signature covers other bills.
    """
    signed, statement = signed_part(authority, bill.number)
    kept = {
        "gross": bill.gross,
        "deductions": bill.deductions,
        "net": bill.net,
        "people": bill.people,
        "by": authority.account,
        "for": authority.on_behalf_of,
        **statement,
        **(private or {}),
    }
    return append(
        kind,
        public={
            "bill": bill.number,
            "state": bill.state,
            "drawing_code": bill.drawing_code.code,
            **signed,
            **public,
        },
        private=kept,
        at=authority.at,
        is_sample=authority.is_sample,
    )

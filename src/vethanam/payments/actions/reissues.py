"""Send a rejected or returned payment again, under a new reference that names the old."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority, signed_part
from vethanam.journal.actions import append
from vethanam.payments.actions.failures import settle_failures
from vethanam.payments.actions.instructions import write_file
from vethanam.payments.actions.legs import leg_again
from vethanam.payments.models import InstitutionAccount, PaymentFile, PaymentLeg, Reissue
from vethanam.payments.references import fresh_reference
from vethanam.payroll.models import Refund
from vethanam.payroll.powers import PRESENT, locked_bill, require
from vethanam.payroll.runs.leavers import deaths_of
from vethanam.people.models import Role
from vethanam.service_book.models import PayeeAccount
from vethanam.service_book.queries import counts, standing
from vethanam.service_book.reader import BookReader


@transaction.atomic
def ask_reissue(leg_id: int, account_id: int, authority: Authority) -> Reissue:
    """Request that a failed payment is sent again; the worker sends it.

    ``account_id`` is a fact of the employee, or for a payment of a schedule an account of its institution.

    Raises
    ------
    Refused
        The officer has no part in the bill, the payment has not failed or was requested already, or the
        account is new and unverified.
    Unsound
        The account is another payee's, or was corrected or withdrawn.
    """
    leg = PaymentLeg.objects.get(pk=leg_id)
    bill = locked_bill(leg.bill_id)
    of_treasury = authority.role == Role.TREASURY_OFFICER
    require(
        authority,
        roles=(Role.TREASURY_OFFICER,) if of_treasury else (Role.DRAWING_OFFICER,),
        scope=bill.treasury.code if of_treasury else bill.drawing_code.code,
        power=PRESENT,
        doing=f"Sending a payment of bill {bill.number} again",
    )
    if leg.state not in PaymentLeg.FAILED or Reissue.objects.filter(leg=leg).exists():
        raise Refused("not_to_be_reissued", leg=leg, state=leg.state)
    if leg.schedule:
        _check_institution(leg, account_id)
    else:
        _not_given_back(leg)
        _check_account(leg, account_id)
        _check_not_of_the_dead(leg, account_id, authority.at)
    asked = Reissue.objects.create(
        leg=leg,
        account_fact_id=None if leg.schedule else account_id,
        institution_account_id=account_id if leg.schedule else None,
        account_id=authority.account,
        person_id=authority.person,
        office=authority.office,
        role=authority.role,
        scope=authority.scope or "",
        delegation_id=authority.delegation,
        on_behalf_of_id=authority.on_behalf_of,
        asked_at=authority.at,
        is_sample=authority.is_sample,
    )
    part, statement = signed_part(authority, leg.end_to_end_id)
    append(
        "payment.reissue_asked",
        public={"payment": leg.end_to_end_id, **part},
        private={"account": account_id, "by": authority.account, "for": authority.on_behalf_of, **statement},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return asked


def _not_given_back(leg: PaymentLeg) -> None:
    given = Refund.objects.filter(bill=leg.bill, employment=leg.employment_id).exclude(
        state=Refund.State.REFUSED
    )
    if (refund := given.first()) is not None:
        raise Refused("given_back", leg=leg, refund=refund)


def _check_account(leg: PaymentLeg, account_fact_id: int) -> None:
    fact = PayeeAccount.objects.filter(pk=account_fact_id).defer(*PayeeAccount.unread).first()
    if fact is None or fact.employment_id != leg.employment_id:
        raise Unsound("another_person", leg=leg)
    if not standing(PayeeAccount).filter(pk=account_fact_id).exists():
        raise Unsound("account_corrected", leg=leg)
    if account_fact_id != leg.account_fact_id and not counts(fact):
        raise Refused("account_not_verified", leg=leg)


def _check_not_of_the_dead(leg: PaymentLeg, account_fact_id: int, at: datetime) -> None:
    died = deaths_of(BookReader(), [leg.pay.employment], at).get(leg.pay.employment)
    if died and PayeeAccount.objects.filter(pk=account_fact_id, valid_from__lte=died).exists():
        raise Refused("account_of_the_dead", leg=leg, died=died)


def _check_institution(leg: PaymentLeg, account_id: int) -> None:
    rows = InstitutionAccount.objects.filter(pk=account_id, institution__name=leg.party)
    account = rows.values_list("verified_at").first()
    if account is None:
        raise Unsound("another_institution", leg=leg, party=leg.party)
    if account[0] is None:
        raise Refused("institution_not_verified", leg=leg)


@transaction.atomic
def carry_out_reissue(reissue_id: int) -> PaymentFile:
    """Write the file of a requested reissue, once, under the requesting officer's authority."""
    asked = Reissue.objects.select_related("leg").get(pk=reissue_id)
    leg = PaymentLeg.objects.select_for_update().get(pk=asked.leg_id)
    if leg.state not in PaymentLeg.FAILED:
        return PaymentFile.objects.get(legs__replaces=leg)
    authority = Authority(
        account=asked.account_id,
        person=asked.person_id,
        office=asked.office,
        role=asked.role,
        at=asked.asked_at,
        scope=asked.scope or None,
        delegation=asked.delegation_id,
        on_behalf_of=asked.on_behalf_of_id,
        is_sample=asked.is_sample,
    )
    rows = PayeeAccount.objects.filter(pk=asked.account_fact_id or 0)
    kind = rows.values_list("kind_of_account", flat=True).first()
    again = leg_again(
        leg,
        fresh_reference(),
        kind or leg.kind,
        authority.at,
        account_fact=asked.account_fact_id,
        institution_account=asked.institution_account_id,
    )
    file = write_file(leg.bill_id, [again], authority)
    leg.state = PaymentLeg.State.REISSUED
    leg.save(update_fields=["state"])
    settle_failures([leg], authority)
    return file


@transaction.atomic
def reissue(leg_id: int, account_id: int, authority: Authority) -> PaymentFile:
    """Request and carry out in one step: the worker's way, for scripts and acts."""
    return carry_out_reissue(ask_reissue(leg_id, account_id, authority).pk)

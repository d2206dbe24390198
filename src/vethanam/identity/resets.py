"""Resets: one officer requests, another approves, and the account gets a new first code.

Its old credentials end.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from vethanam.errors import Refused, Unsound, holds_contact
from vethanam.identity.authority import Authority
from vethanam.identity.first_codes import Issued, end_what_signed_in, issue_first_codes
from vethanam.identity.models import Account, FirstCode, ResetAgreement, ResetRequest
from vethanam.identity.provider import unbind_subject
from vethanam.identity.second_factors import remove_second_factors
from vethanam.journal.actions import append

#: how long a request waits for its second officer
WAITS = timedelta(days=7)
LONGEST_REASON = 200


@transaction.atomic
def ask_reset(authority: Authority, account: Account, reason: str) -> ResetRequest:
    """Request a new first code for an account. Nothing ends until another officer approves.

    Callers check that the actor may do this for the account.

    Raises
    ------
    Refused
        It is the actor's own account, a service account, or a request waits already.
    Unsound
        The reason is missing.
    """
    person = person_acting(authority)
    _no_service(account)
    if account.pk == authority.account:
        raise Refused("reset_of_oneself")
    if waiting_reset(account):
        raise Refused("reset_is_asked", name=account.username)
    if not reason.strip() or len(reason) > LONGEST_REASON or holds_contact(reason):
        raise Unsound("reset_needs_reason")
    leaf = append(
        "account.reset_asked",
        public={},
        private={"account": account.pk, "by": authority.account, "person": person, "reason": reason.strip()},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return ResetRequest.objects.create(
        account=account, asked_by_id=authority.account, asked_by_person=person, reason=reason.strip(),
        at=timezone.now(), leaf=leaf,
    )  # fmt: skip


@transaction.atomic
def agree_reset(authority: Authority, request: ResetRequest) -> Issued:
    """Approve a reset: ends password, second factors, devices and tokens of the account, and
    issues a first code.

    Sessions end with the password. Callers check that the actor may do this for the account.

    Raises
    ------
    Refused
        The actor requested it or owns the account, it is too old, or it was approved before.
    """
    person, account = person_acting(authority), request.account
    if person == request.asked_by_person or authority.account in (request.asked_by_id, account.pk):
        raise Refused("reset_takes_two")
    if timezone.now() > request.at + WAITS:
        raise Refused("reset_too_old", days=WAITS.days)
    if ResetAgreement.objects.filter(request=request).exists():
        raise Refused("reset_agreed_before")
    account.set_unusable_password()
    account.is_active = True
    account.save(update_fields=["password", "is_active"])
    remove_second_factors(account)
    unbind_subject(account)
    end_what_signed_in(account, at=authority.at, is_sample=authority.is_sample)
    (issued,) = issue_first_codes(authority, [account], FirstCode.Reason.RESET)
    leaf = append(
        "account.reset",
        public={},
        private={"account": account.pk, "by": authority.account, "person": person},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    try:
        with transaction.atomic():
            ResetAgreement.objects.create(
                request=request, agreed_by_id=authority.account, agreed_by_person=person,
                first_code=issued.row,
                at=timezone.now(), leaf=leaf,
            )  # fmt: skip
    except DatabaseError:  # another officer was faster
        raise Refused("reset_agreed_before") from None
    return issued


@transaction.atomic
def close_account(authority: Authority, account: Account, *, because: str = "") -> None:
    """Close an account: no sign-in, and its sessions and tokens end. Its signatures stay valid.

    Callers check that the actor may do this; the holder may.

    Raises
    ------
    Refused
        It is closed already or a service account.
    """
    _no_service(account)
    if not Account.objects.filter(pk=account.pk, is_active=True).update(is_active=False):
        raise Refused("account_closed_before", name=account.username)
    end_what_signed_in(account, at=authority.at, is_sample=authority.is_sample)
    append(
        "account.closed",
        public={},
        private={
            "account": account.pk,
            "by": authority.account,
            "person": authority.person,
            "because": because,
        },
        at=authority.at,
        is_sample=authority.is_sample,
    )


def waiting_reset(account: Account) -> ResetRequest | None:
    """The reset request that waits for a second officer."""
    return (
        ResetRequest.objects.filter(account=account, agreement__isnull=True, at__gt=timezone.now() - WAITS)
        .order_by("-id")
        .first()
    )


def person_acting(authority: Authority) -> int:
    """The actor's person, for acts that compare persons.

    Raises
    ------
    Refused
        The account belongs to no person.
    """
    if authority.person is None:
        raise Refused("acts_as_person")
    return authority.person


def _no_service(account: Account) -> None:
    if account.kind == Account.Kind.SERVICE:
        raise Refused("account_is_service", name=account.username)

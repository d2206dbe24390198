"""Enter the account of an institution, and have another officer verify it before money is sent there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from vethanam.errors import Refused, Sentence, Unsound, holds_contact
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.payments.actions.unproven import INSTITUTION
from vethanam.payments.models import Institution, InstitutionAccount
from vethanam.people.models import Role, Treasury
from vethanam.people.queries import accounts_of
from vethanam.service_book.account_signatures import keep_account_signatures
from vethanam.service_book.branches import is_ifsc

_ENTER = (Role.CLERK, Role.DRAWING_OFFICER, Role.TREASURY_OFFICER)


@dataclass(frozen=True, slots=True)
class Details:
    """The entry for an institution: its name as in obligations, its kind, and its account."""

    name: str
    kind: str
    branch: str
    number: str
    holder: str
    name_ml: str = ""

    def __repr__(self) -> str:
        return f"Details({self.name!r})"

    def faults(self) -> list[Sentence]:
        """The faults, as ends of a sentence; no account number is repeated."""
        found = []
        if not self.name.strip() or len(self.name) > 120:
            found.append(Sentence("institution_without_name"))
        if holds_contact(self.name):
            found.append(Sentence("institution_name_holds_contact"))
        if self.kind not in Institution.Kind.values:
            found.append(Sentence("institution_of_no_kind", {"kinds": [*Institution.Kind.values]}))
        branch = self.branch.upper()
        if not (is_ifsc(branch) or Treasury.objects.filter(code=branch).exists()):
            found.append(Sentence("institution_without_branch"))
        if not (self.number.isalnum() and 6 <= len(self.number) <= 20):
            found.append(Sentence("institution_without_number"))
        return found


@transaction.atomic
def enter_account(details: Details, authority: Authority, *, valid_from: date) -> InstitutionAccount:
    """Enter an account of an institution; the first one registers it. Nothing is paid there yet.

    Raises
    ------
    Refused
        The authority is no clerk, drawing officer or treasury officer.
    Unsound
        Name, kind, branch or number cannot be right; all faults at once.
    """
    if authority.role not in _ENTER:
        raise Refused("institution_entered_by")
    if faults := details.faults():
        raise Unsound("unsound_institution", faults=faults)
    name = " ".join(details.name.split())
    institution, _ = Institution.objects.get_or_create(
        name=name, defaults={"kind": details.kind, "name_ml": details.name_ml, "recorded_at": authority.at}
    )
    account = InstitutionAccount.objects.create(
        institution=institution,
        valid_from=valid_from,
        branch=details.branch.upper(),
        number=details.number,
        tail=details.number[-4:],
        holder=" ".join((details.holder or name).split())[:120],
        entered_by_id=authority.account,
        recorded_at=authority.at,
    )
    _log("institution_account_entered", account, authority)
    return account


@transaction.atomic
def verify_account(account_id: int, authority: Authority) -> InstitutionAccount:
    """Verify an account against the institution's letter, by a treasury officer who did not enter it.

    Raises
    ------
    Refused
        The authority is no treasury officer, entered it, or it is verified already.
    """
    account = InstitutionAccount.objects.select_for_update(of=("self",)).defer("number", "holder")
    found = account.select_related("institution").get(pk=account_id)
    if authority.role != Role.TREASURY_OFFICER:
        raise Refused("institution_verified_by_treasury")
    if found.verified_at is not None:
        raise Refused("verified_already", institution=found.institution)
    if found.entered_by_id in {authority.account, *accounts_of(authority.person, [found.entered_by_id])}:
        raise Refused("entered_it", institution=found.institution)
    found.verified_by_id, found.verified_at = authority.account, authority.at
    found.save(update_fields=["verified_by", "verified_at"])
    _log("institution_account_verified", found, authority)
    keep_account_signatures(authority, INSTITUTION, [found.pk])
    return found


def _log(event: str, account: InstitutionAccount, authority: Authority) -> None:
    append(
        event,
        public={"institution": account.institution.name, "account": account.pk},
        private={"by": authority.account, "for": authority.on_behalf_of},
        at=authority.at,
        is_sample=authority.is_sample,
    )

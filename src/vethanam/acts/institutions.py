"""Acts on payees other than employees: institutions, their accounts, open questions with the bank."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, Prepared, act
from vethanam.acts.fields import Code, Count, Day, Given, Text, Words, one_of
from vethanam.acts.key_signatures import SignedGiven, prepared_alone, seed_of
from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.payments.actions import Details, enter_account, resolve_finding, verify_account
from vethanam.payments.institutions import institution_commitments, society_named
from vethanam.payments.models import Institution, InstitutionAccount
from vethanam.payments.queries import open_findings
from vethanam.people.models import Role


class InstitutionGiven(Given):
    """The account of a court, a society or an insurer."""

    name: Text = Field(title=_("Name"), description=_("As the obligations name it."))
    name_ml: Text | None = Field(None, title=_("Name in Malayalam"))
    kind: one_of(*Institution.Kind.values) = Field(  # type: ignore[valid-type]
        title=_("Kind of institution")
    )
    branch: Code = Field(title=_("Branch code (IFSC)"))
    number: Code = Field(title=_("Account number"))
    holder: Text | None = Field(
        None, title=_("Account holder"), description=_("Where it is not the institution's own.")
    )
    valid_from: Day | None = Field(None, title=_("From"))


class InstitutionNamed(SignedGiven):
    """An institution by its name, for its latest account; or one account by its number."""

    name: Text | None = Field(None, title=_("Name"))
    account: Count | None = Field(None, title=_("Number of the entry"))


class BankFindingGiven(Given):
    """An open question with the bank, and its resolution."""

    finding: Count = Field(title=_("Number of the question"))
    resolution: Words = Field(
        title=_("How was it settled?"),
        description=_("It stays with the question."),
    )


@act(
    "institution",
    title=_("Enter the account of an institution"),
    roles=(Role.CLERK, Role.DRAWING_OFFICER, Role.TREASURY_OFFICER),
)
def institution(authority: Authority, given: InstitutionGiven) -> Answer:
    """Enter the account for recoveries to a court, a society or an insurer. Another officer verifies it."""
    details = Details(
        name=given.name,
        kind=given.kind,
        branch=given.branch.strip(),
        number=given.number.replace(" ", ""),
        holder=given.holder or "",
        name_ml=given.name_ml or "",
    )
    entered = enter_account(details, authority, valid_from=given.valid_from or localdate(authority.at))
    state = {"institution": entered.institution.name, "account": entered.pk, "verified": False}
    return Answer.of("institution_entered", state, institution=entered.institution, tail=entered.tail)


def _prepare(authority: Authority, given: InstitutionNamed) -> Prepared:
    """The signed statement about the account: institution, branch, last digits, commitment to the whole.

    Of a society that delivers benefits its code too: money of its lists goes into this account.
    """
    account = _account_named(given)
    society = society_named(account.institution.name)
    says: dict[str, Any] = {
        "institution": account.institution.name,
        **({"society": society.code} if society else {}),
        "account": account.pk,
        "branch": account.branch,
        "tail": account.tail,
        "number": institution_commitments([account.pk])[account.pk],
    }
    summary: dict[str, Any] = {
        name: says[name] for name in ("institution", "society", "branch", "tail") if name in says
    }
    subject = f"institution account {account.pk}"
    return prepared_alone(authority, "verify_institution", subject, says, summary, seed_of(given))


def _account_named(given: InstitutionNamed) -> InstitutionAccount:
    if given.account is None and given.name is None:
        raise Unsound("institution_not_said")
    rows = InstitutionAccount.objects.defer("number", "holder").select_related("institution").order_by("pk")
    rows = rows.filter(pk=given.account) if given.account else rows.filter(institution__name=given.name)
    account = rows.last()
    if account is None:
        raise Unsound("no_such_institution", name=typed(given.name or given.account, 60))
    return account


@act(
    "verify_institution",
    title=_("Verify the account of an institution"),
    roles=(Role.TREASURY_OFFICER,),
    signs="account",
    prepares=_prepare,
)
def verify_institution(authority: Authority, given: InstitutionNamed) -> Answer:
    """Verify the account of an institution as treasury officer; another person entered it."""
    verified = verify_account(_account_named(given).pk, authority)
    state = {"institution": verified.institution.name, "account": verified.pk, "verified": True}
    return Answer.of("institution_verified", state, institution=verified.institution, tail=verified.tail)


@act("settle_with_bank", title=_("Settle a question with the bank"), roles=(Role.TREASURY_OFFICER,))
def settle_with_bank(authority: Authority, given: BankFindingGiven) -> Answer:
    """Close an open question of one's own treasury with the bank. No money moves."""
    open_ones = open_findings(officer=Role.TREASURY_OFFICER, scope=authority.scope or "")
    if given.finding not in {one.facts["finding"] for one in open_ones}:
        raise Unsound("no_such_bank_finding", number=given.finding)
    found = resolve_finding(authority, given.finding, resolution=given.resolution)
    return Answer.of("settled_with_bank", {"finding": found.pk}, record=found.record)

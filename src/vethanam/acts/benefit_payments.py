"""Acts on payments of benefits: order the payment of a release, sign the accounts that money goes to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.benefit_cycles import FINANCE
from vethanam.acts.benefit_fields import OFFICE, OFFICERS, SCHEME
from vethanam.acts.declaration import Answer, Prepared, act
from vethanam.acts.fields import Code, Texts
from vethanam.acts.key_signatures import SignedGiven, prepared_alone, prepared_list, salted, seed_of
from vethanam.benefits.actions.payments import order_payment, ordering_of, sign_routes
from vethanam.benefits.actions.releases import drawn_by
from vethanam.benefits.models import Release, Route
from vethanam.benefits.payment_statements import payment_statement
from vethanam.benefits.queries.payments import (
    LineNotDelivered,
    is_ordered,
    lifted_deaths,
    route_commitments,
    unsigned_routes,
)
from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.money import shown

#: accounts listed in a summary; further ones are counted
_LISTED = 50


class OrderPaymentGiven(SignedGiven):
    """A release, for its scheme where an officer has several."""

    office: Code | None = Field(
        None,
        title=_("Local body or scheme"),
        description=_("Code of the office you act for, where you have several."),
    )
    release: Code = Field(title=_("Release"), description=_("Its number, such as R2600000001."))


class SignBenefitAccountsGiven(SignedGiven):
    """The accounts that wait for the officer's signature: the next 500, or those named."""

    office: Code | None = Field(
        None,
        title=_("Local body or scheme"),
        description=_("Code of the office you act for, where you have several."),
    )
    accounts: Texts | None = Field(
        None, title=_("Entries"), description=_("Numbers of the entries. Left out: all that wait.")
    )


def _prepare_order(authority: Authority, given: OrderPaymentGiven) -> Prepared:
    ordering = ordering_of(authority, release_of(given.release))
    says = payment_statement(ordering.release, ordering.content, ordering.sum, ordering.added)
    summary = {
        "release": ordering.release.number, "scheme": ordering.release.scheme.code,
        **_of(says), "awards": ordering.awards,
        "sum": shown(ordering.sum, paise=True), "order": says["order"],
        **({"head": says["head"]} if "head" in says else {}),
        **_again(ordering.again),
    }  # fmt: skip
    return prepared_alone(
        authority, "order_benefit_payment", ordering.release.number, says, summary, seed_of(given)
    )


@act(
    "order_benefit_payment", title=_("Order the payment of a release"), roles=(SCHEME, FINANCE),
    scope=OFFICE, power="present", signs="benefit", prepares=_prepare_order,
)  # fmt: skip
def order_benefit_payment(authority: Authority, given: OrderPaymentGiven) -> Answer:
    """Order by your own key that everything a release draws is paid.

    An officer of the scheme and another of finance order it. Then the bank's files are written, and each
    award is paid by its route. Nothing is paid without both. They order it again for lines that a society did
    not deliver, once the people have another route: the order names these lines, and pays them once more.
    """
    row = order_payment(authority, release_of(given.release))
    release = row.release
    ordering = {
        "release": release.number, "role": row.role, "sum_paise": row.sum,
        "content": bytes(row.content).hex(),
    }  # fmt: skip
    code = "benefit_payment_ordered_by_two" if is_ordered(release) else "benefit_payment_ordered"
    awards = drawn_by(release).awards
    return Answer.of(
        code, {**ordering, "awards": awards}, release=release.number, sum=shown(row.sum), awards=awards
    )


def _prepare_accounts(authority: Authority, given: SignBenefitAccountsGiven) -> Prepared | None:
    found = _waiting(authority, given.accounts)
    if not found:
        return None
    numbers, seed = route_commitments([one.pk for one in found]), seed_of(given)
    said = _stated(found)
    stated = {
        f"benefit account {one.pk}": salted({**said[one.pk], "number": numbers[one.pk]}, seed)
        for one in found
    }
    shown_ = [said[one.pk] for one in found[:_LISTED]]
    summary = {"accounts_count": len(found), "accounts": shown_}
    asked = prepared_list(
        authority, "sign_benefit_accounts", stated, summary=summary,
        private={"statements": list(stated.values())},
    )  # fmt: skip
    return replace(asked, refers={"office": given.office, "accounts": [str(one.pk) for one in found]})


@act(
    "sign_benefit_accounts", title=_("Sign accounts of beneficiaries"), roles=OFFICERS, scope=OFFICE,
    power="present", signs="account", prepares=_prepare_accounts,
)  # fmt: skip
def sign_benefit_accounts(authority: Authority, given: SignBenefitAccountsGiven) -> Answer:
    """Sign checked accounts and societies by your own key, after comparing them with passbooks and forms.

    Another person entered them. For a person who was reported dead your signature says that she lives. Money
    of a release goes only into signed accounts, and only to the society that is signed for a person. At most
    500 at a time.
    """
    found = _waiting(authority, given.accounts)
    count = sign_routes(authority, found) if authority.signed is not None else 0
    return Answer.of("benefit_accounts_signed", {"signed": count}, count=count)


def _of(says: Mapping[str, Any]) -> dict[str, str]:
    """The compensation that a release pays, or its months."""
    if "compensation" in says:
        return {"compensation": says["compensation"]}
    return {"months": ", ".join(says["months"])}


def _again(lines: Sequence[LineNotDelivered]) -> dict[str, str]:
    """The payments that are ordered a second time: people and sum by society and list."""
    by_society: dict[str, list[int]] = {}
    for one in lines:
        by_society.setdefault(f"{one.society} {one.advance}", []).append(one.amount)
    said = [f"{name}: {len(sums)}, {shown(sum(sums), paise=True)}" for name, sums in by_society.items()]
    return {"again": "; ".join(said)} if said else {}


def release_of(number: str) -> Release:
    """The release of a number; Unsound without one."""
    rows = Release.objects.select_related("scheme__department", "scheme__head", "order")
    found = rows.filter(number=number).first()
    if found is None:
        raise Unsound("release_unknown", number=typed(number, 16))
    return found


def _waiting(authority: Authority, named: Collection[str] | None) -> list[Route]:
    rows = unsigned_routes(authority)
    return [one for one in rows if named is None or str(one.pk) in named]


def _stated(found: Sequence[Route]) -> dict[int, dict[str, object]]:
    """The statement about each route. ``lives``: the reports of her death that it says are false."""
    lifted = lifted_deaths(found)
    return {
        one.pk: {
            "account": one.pk, "beneficiary": one.application.beneficiary.number, "branch": one.branch,
            "tail": one.tail, **({"society": one.society.code} if one.society else {}),
            **({"lives": lifted[one.application_id]} if one.application_id in lifted else {}),
        }
        for one in found
    }  # fmt: skip

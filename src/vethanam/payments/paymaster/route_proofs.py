"""Routes of beneficiaries proven from signatures: an officer who did not enter a route signed it.

A route into an account is signed whole, with its number. One to a society is signed with the society's code.
An officer signs routes alone, or all those of a sheet under its root.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from vethanam.benefits.models import BeneficiarySheet, Check, Route, SheetDecision
from vethanam.benefits.powers import OFFICERS
from vethanam.benefits.queries.payments import BENEFIT_ROUTE, route_commitments
from vethanam.benefits.sheets.roots import routes_signed_with, sheet_statement
from vethanam.identity.signed_statements import fits, statements
from vethanam.identity.signers import ProvenSigner
from vethanam.payments.paymaster.signature_proofs import SignedLog, Signing
from vethanam.people.models import Role
from vethanam.people.queries import persons_behind
from vethanam.service_book.models import AccountSignature


@dataclass(slots=True)
class RouteProofs:
    """Proves routes against the log of one key."""

    log: SignedLog
    #: routes of each verified sheet, once its root was recomputed
    _sheets: dict[int, frozenset[int]] = field(default_factory=dict)

    def wait(self, routes: Collection[int]) -> bool:
        """Whether a signature over one of these routes has no signed head yet."""
        rows = AccountSignature.objects.filter(kind=BENEFIT_ROUTE, fact__in=list(routes))
        return bool(self.log.waiting({*rows.values_list("signed__leaf", flat=True)}))

    def proven(self, routes: Mapping[int, Route]) -> Mapping[int, frozenset[int]]:
        """The routes that a proven officer signed as they stand, and did not enter.

        With the stops by a death that she signed to be lifted, since the person lives.
        """
        rows = AccountSignature.objects.filter(kind=BENEFIT_ROUTE, fact__in=list(routes))
        listed = list(rows.values_list("fact", "signed__leaf"))
        signings = self.log.signings({leaf for _, leaf in listed})
        said = {leaf: _routes_in(one) for leaf, one in signings.items()}
        committed = route_commitments(list(routes))
        makers = persons_behind({row.entered_by_id for row in routes.values()})
        sheets = self._of_sheets(signings)
        agreed = set(
            Check.objects.filter(kind=Check.Kind.ROUTE, entry__in=list(routes), is_agreed=True).values_list(
                "entry", flat=True
            )
        )
        good: dict[int, frozenset[int]] = {}
        for fact, leaf in listed:
            signing, row = signings.get(leaf), routes[fact]
            if signing is None:
                continue
            says = said[leaf].get(fact)
            is_named = _names(says, row, committed.get(fact))
            if not is_named and fact not in sheets.get(leaf, ()):
                continue
            entered = {*makers.get(row.entered_by_id, ()), row.person_id}
            is_officer = signing.by.role in OFFICERS and signing.by.holds(signing.by.role)
            if is_officer and signing.by.person not in entered and fact in agreed:
                good[fact] = good.get(fact, frozenset()) | (_lives(says) if is_named else frozenset())
        return good

    def _of_sheets(self, signings: Mapping[int, Signing]) -> dict[int, frozenset[int]]:
        """The routes of each sheet as an officer of it signed them, by leaf."""
        decided = SheetDecision.objects.filter(is_agreed=True, signed__leaf__in=list(signings))
        found = {}
        for row in decided.select_related("sheet__scheme", "sheet__local_body", "signed"):
            if row.signed is None:
                continue
            leaf = row.signed.leaf
            if leaf not in self._sheets:
                self._sheets[leaf] = _routes_signed(signings[leaf], row.sheet)
            found[leaf] = self._sheets[leaf]
        return found


def holds_of_scope(signer: ProvenSigner, scope: str) -> bool:
    """Whether an officer held the role of her signature for a scheme or a local body."""
    return signer.holds(signer.role, scope)


def _routes_signed(signing: Signing, sheet: BeneficiarySheet) -> frozenset[int]:
    """The routes of a sheet that this signature covers; none if one of them differs from it."""
    scope = sheet.scheme.code if signing.by.role == Role.SCHEME_OFFICER else ""
    if signing.by.role == Role.LOCAL_BODY_SECRETARY and sheet.local_body is not None:
        scope = sheet.local_body.code
    if not scope or not holds_of_scope(signing.by, scope):
        return frozenset()
    if not fits(signing, "verify_beneficiaries", sheet_statement(sheet)):
        return frozenset()
    return routes_signed_with(sheet)


def _routes_in(signing: Signing) -> dict[int, Mapping[str, Any]]:
    """The statements about routes that a signature makes, by route."""
    said = statements(signing, "sign_benefit_accounts")
    return {one["account"]: one for one in said if type(one.get("account")) is int}


def _lives(says: Mapping[str, Any] | None) -> frozenset[int]:
    """The stops by a death that a statement lifts."""
    said = says.get("lives") if says else None
    return frozenset(one for one in said if type(one) is int) if isinstance(said, list) else frozenset()


def _names(says: Mapping[str, Any] | None, row: Route, committed: str | None) -> bool:
    """Whether a statement is about a route as it stands: its account, and its society."""
    if says is None or says.get("number") != committed:
        return False
    return says.get("society") == (row.society.code if row.society else None)

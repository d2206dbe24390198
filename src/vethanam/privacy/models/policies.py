"""Policies of witnesses: proposed by one officer, set by another. The rows are an index of leaves."""

from __future__ import annotations

from django.db import models

from vethanam.privacy.models.signed_steps import OfficersAgreement, OfficersProposal


class PolicyProposal(OfficersProposal):
    """A policy that an officer proposes for a purpose, with the text as it stood in its file. Append-only.

    ``before`` is the hash of the statement that it replaces (:mod:`vethanam.ledger.policies`), or empty.
    """

    purpose = models.CharField(max_length=24)
    policy = models.CharField(max_length=24)
    text = models.TextField()
    valid_from = models.DateField()
    before = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["purpose"], name="policies_of_purpose")]

    def __str__(self) -> str:
        return f"Policy {self.policy} for {self.purpose}"


class PolicySet(OfficersAgreement):
    """A second officer agreed: the policy is in force from its day. Append-only."""

    proposal = models.OneToOneField(PolicyProposal, models.PROTECT, related_name="setting")

    def __str__(self) -> str:
        return f"Setting of {self.proposal}"

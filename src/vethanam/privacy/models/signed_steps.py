"""Steps that officers sign with their own keys: where two sign, each has a row."""

from __future__ import annotations

from django.db import models

from vethanam.journal.models import LoggedAct


class SignedStep(LoggedAct):
    """A step by an officer with her own key."""

    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24)

    class Meta:
        abstract = True


class OfficersProposal(LoggedAct):
    """What one of two officers proposes to the other (:mod:`vethanam.privacy.two_officers`)."""

    role = models.CharField(max_length=24)
    proposed_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class OfficersAgreement(LoggedAct):
    """The other officer agreed to a proposal."""

    agreed_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")

    class Meta:
        abstract = True

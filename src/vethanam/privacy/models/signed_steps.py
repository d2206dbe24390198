"""A step that an officer signs with her own key."""

from __future__ import annotations

from django.db import models

from vethanam.journal.models import LoggedAct


class SignedStep(LoggedAct):
    """A step by an officer with her own key. Where two sign, each has a row."""

    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24)

    class Meta:
        abstract = True

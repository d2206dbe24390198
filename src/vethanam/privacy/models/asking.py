"""Who stands behind what is asked: whoever acted, and the officer in whose name."""

from __future__ import annotations

from django.db import models


class AskedFor(models.Model):
    """Something a person asked for, ``for_person`` where in another's name. Whoever approves is neither of them."""

    asking_person = models.BigIntegerField()
    for_person = models.BigIntegerField(null=True)

    class Meta:
        abstract = True

    @property
    def asked_by_persons(self) -> frozenset[int]:
        """The humans behind it."""
        return frozenset(one for one in (self.asking_person, self.for_person) if one is not None)

"""The persons behind a request: the actor, and the officer in whose name she acts."""

from __future__ import annotations

from django.db import models


class AskedFor(models.Model):
    """A request by a person, on behalf of ``for_person`` if set. Neither may approve it."""

    asking_person = models.BigIntegerField()
    for_person = models.BigIntegerField(null=True)

    class Meta:
        abstract = True

    @property
    def asked_by_persons(self) -> frozenset[int]:
        """The humans behind the request."""
        return frozenset(one for one in (self.asking_person, self.for_person) if one is not None)

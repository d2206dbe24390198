"""Offices of schemes, societies that deliver at home, and windows for life proofs: masters of two persons."""

from __future__ import annotations

from django.db import models


class SchemeOffice(models.Model):
    """The office of one scheme, by the scheme's code in the rule pack: the controller of its register.

    ``department`` answers for it. ``takes_local_bodies``: applications go through local bodies.
    """

    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=120)
    title_ml = models.CharField(max_length=120)
    department = models.ForeignKey("people.Department", models.PROTECT, related_name="+")
    head = models.ForeignKey("people.HeadOfAccount", models.PROTECT, related_name="+")
    takes_local_bodies = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code

    @property
    def register(self) -> str:
        """The register with the contacts of its people."""
        return f"BEN-{self.code}"


class Society(models.Model):
    """A co-operative society that delivers benefits at home.

    ``public_key``: 64 hexadecimal digits of the X25519 key to which its lists are sealed; empty: it has none.
    """

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=160)
    name_ml = models.CharField(max_length=160)
    local_body = models.ForeignKey("people.LocalBody", models.PROTECT, related_name="+")
    public_key = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return self.code


class LifeWindow(models.Model):
    """The days of a year for life proofs of a scheme, by order. Append-only: a further order extends them."""

    scheme = models.ForeignKey(SchemeOffice, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    opens = models.DateField()
    closes = models.DateField()
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

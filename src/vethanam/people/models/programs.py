"""Programs of other bodies that read over the HTTP API."""

from __future__ import annotations

from django.db import models

from vethanam.people.models.officers import Role

#: roles whose views a program may ask for
READING = (Role.DRAWING_OFFICER, Role.TREASURY_OFFICER, Role.FINANCE_OFFICER, Role.PURPOSE_OWNER)


class Program(models.Model):
    """A program of a bank, the Accountant General or another register. It only reads, and acts for no person.

    Two administrators enter it. ``office`` is the controller that answers for it, ``role`` the officer whose
    views it may ask for, within ``scope``. ``account`` is its service account, which only has tokens.
    """

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=120)
    name_ml = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24, choices=[(role, role) for role in READING])
    scope = models.CharField(max_length=24, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    account = models.OneToOneField("identity.Account", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=READING), name="program_only_reads"),
            models.CheckConstraint(
                condition=models.Q(scope="", role=Role.FINANCE_OFFICER)
                | (~models.Q(scope="") & ~models.Q(role=Role.FINANCE_OFFICER)),
                name="program_has_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"Program {self.code}"

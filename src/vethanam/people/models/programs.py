"""Programs of other bodies that read over the HTTP API, or have messages sent to people of their register."""

from __future__ import annotations

from django.db import models

from vethanam.people.models.officers import Role

#: roles whose views a program may ask for
READING = (Role.DRAWING_OFFICER, Role.TREASURY_OFFICER, Role.FINANCE_OFFICER, Role.PURPOSE_OWNER)
#: rights of a program at one face of another body's standard; no officer has them, and no view or act
DEATH_REGISTRY, PAYMENT_OPERATOR = "death_registry", "payment_operator"
#: right of a consent manager's program to its own acts and view alone
CONSENT_MANAGER = "consent_manager"
FACES = (DEATH_REGISTRY, PAYMENT_OPERATOR, CONSENT_MANAGER)


class Program(models.Model):
    """A program of a bank, the Accountant General or another register. It acts for no person.

    Two administrators enter it. ``office`` is the department that answers for it, ``role`` the officer whose
    views it may ask for, within ``scope``, or the one face that it may use: a register's notices of deaths
    (``scope`` is the controller), or the status of a scheme's payments (``scope`` is the scheme). The program
    of a consent manager acts for the people who linked it (``scope`` is its registration number). ``account``
    is its service account, which only has tokens.

    With a ``purpose`` it also has messages of this purpose sent, for the controller ``scope``, and its tokens
    are of ``key_kind``: to people of that register, to its own testers alone, or to nobody.
    """

    class KeyKind(models.TextChoices):
        LIVE = "live"
        TEAM = "team"
        TEST = "test"

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=120)
    name_ml = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24, choices=[(role, role) for role in (*READING, *FACES)])
    scope = models.CharField(max_length=24, blank=True)
    purpose = models.CharField(max_length=24, blank=True, default="", db_default="")
    key_kind = models.CharField(max_length=4, choices=KeyKind.choices, blank=True, default="", db_default="")
    valid_from = models.DateField()
    valid_until = models.DateField()
    account = models.OneToOneField("identity.Account", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=(*READING, *FACES)), name="program_has_a_right"
            ),
            models.CheckConstraint(
                condition=models.Q(scope="", role=Role.FINANCE_OFFICER)
                | (~models.Q(scope="") & ~models.Q(role=Role.FINANCE_OFFICER)),
                name="program_has_scope",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose="", key_kind="")
                | (
                    ~models.Q(purpose="")
                    & models.Q(key_kind__in=("live", "team", "test"), role=Role.PURPOSE_OWNER)
                ),
                name="program_delivers_by_key",
            ),
        ]

    def __str__(self) -> str:
        return f"Program {self.code}"

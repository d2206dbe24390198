"""Officers' powers: appointments and delegations, dated and append-only."""

from __future__ import annotations

from django.db import models

from vethanam.people.models.persons import Person


class Role(models.TextChoices):
    """The role of an appointment, within its scope."""

    CLERK = "clerk"  # scope: drawing code
    DRAWING_OFFICER = "drawing_officer"  # scope: drawing code
    COUNTERSIGNING_OFFICER = "countersigning_officer"  # scope: drawing code
    TREASURY_OFFICER = "treasury_officer"  # scope: treasury
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    LAW_OFFICER = "law_officer"
    PURPOSE_OWNER = "purpose_owner"  # scope: controller code
    COMMUNICATING_OFFICER = "communicating_officer"  # scope: controller code
    FINANCE_OFFICER = "finance_officer"  # estimates the cost of orders
    LOCAL_BODY_CLERK = "local_body_clerk"  # scope: code of a local body
    LOCAL_BODY_SECRETARY = "local_body_secretary"  # scope: code of a local body
    SCHEME_OFFICER = "scheme_officer"  # scope: code of a scheme
    SOCIETY_AGENT = "society_agent"  # scope: code of a society
    SOCIETY_SECRETARY = "society_secretary"  # scope: code of a society
    ADMINISTRATOR = "administrator"  # a controller's clerk who invites officers and enters masters
    SERVICE = "service"  # one of our processes
    EMPLOYEE = "employee"  # a person about herself


class Appointment(models.Model):
    """An account holds a role within a scope for a spell.

    ``office`` is the department or controller it speaks for. ``leaf`` is the staged entry with the signatures
    of both persons who gave it; the row is only an index.
    """

    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=24, choices=Role.choices)
    scope = models.CharField(max_length=24, blank=True)
    office = models.CharField(max_length=24)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    ends = models.OneToOneField("self", models.PROTECT, null=True, related_name="ended_by")
    leaf = models.BigIntegerField(null=True, unique=True)

    class Meta:
        indexes = [models.Index(fields=["account", "role", "scope"])]


class Delegation(models.Model):
    """A holder lets another person do some acts of an appointment until a day, once a superior agreed.

    A later row with ``revokes`` ends it.
    """

    class Power(models.TextChoices):
        VIEW = "view"
        PREPARE = "prepare"
        PRESENT = "present"

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    power = models.CharField(max_length=8, choices=Power.choices)
    valid_from = models.DateField()
    valid_until = models.DateField()
    recorded_at = models.DateTimeField()
    revokes = models.OneToOneField("self", models.PROTECT, null=True, related_name="revoked_by")
    leaf = models.BigIntegerField(null=True, unique=True)


class DelegationDecision(models.Model):
    """A superior's approval or rejection of a delegation. A guard compares the persons."""

    delegation = models.OneToOneField(Delegation, models.PROTECT, related_name="decision")
    is_agreed = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    decided_by_person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"Decision {self.pk}"


class AppointmentProposal(models.Model):
    """A proposed appointment (Forms 3, 4 and 5). Append-only; another person decides.

    ``replaces`` ends the day before ``valid_from`` once the proposal is approved.

    It is no ``MasterProposal``: a guard also keeps the appointed person, a third, from deciding, and both
    officers sign these columns, while a master's proposal is an unsigned list of rows as JSON.
    """

    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, choices=Role.choices)
    scope = models.CharField(max_length=24, blank=True)
    office = models.CharField(max_length=24)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    replaces = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    order = models.CharField(max_length=120)
    proposed_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    proposed_by_person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"Proposal {self.pk}"


class AppointmentDecision(models.Model):
    """Another person's approval or rejection of a proposal. A guard compares the persons."""

    proposal = models.OneToOneField(AppointmentProposal, models.PROTECT, related_name="decision")
    is_agreed = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    decided_by_person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    appointment = models.OneToOneField(Appointment, models.PROTECT, null=True, related_name="+")
    leaf = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"Decision {self.pk}"

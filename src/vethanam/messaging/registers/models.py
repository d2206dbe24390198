"""Links of people to numbers of other registers, testers, messages for a register and reports of them."""

from __future__ import annotations

from django.db import models

from vethanam.journal.models import LoggedAct
from vethanam.people.models import Program

LONGEST_NUMBER = 40


class RegisterLink(models.Model):
    """A person is known to a body by a number of its register, as one of its officers entered it.

    Append-only. It counts for nothing until another officer agrees (:class:`LinkInForce`).
    """

    office = models.CharField(max_length=24)
    number = models.CharField(max_length=LONGEST_NUMBER)
    person = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+")
    entered_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")
    officer = models.BigIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["office", "number"], name="link_by_number"),
            models.Index(fields=["person"], name="links_of_person"),
        ]

    def __str__(self) -> str:
        return f"Link of {self.office}"


class RegisterLinkDecision(models.Model):
    """Another officer of the body agreed to a link, or declined it with a reason. Append-only.

    An agreed link stands on its person's page at once, and counts from ``counts_from``.
    """

    link = models.OneToOneField(RegisterLink, models.DO_NOTHING, related_name="decision")
    is_agreed = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")
    person = models.BigIntegerField()
    counts_from = models.DateTimeField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_agreed=True, reason="", counts_from__isnull=False)
                | (models.Q(is_agreed=False, counts_from=None) & ~models.Q(reason="")),
                name="link_decided_with_reason",
            )
        ]


class LinkInForce(models.Model):
    """A link that another officer agreed to and nobody ended: the view ``messaging_link_in_force``.

    It counts from ``counts_from``.
    """

    link = models.OneToOneField(RegisterLink, models.DO_NOTHING, primary_key=True, related_name="+")
    office = models.CharField(max_length=24)
    number = models.CharField(max_length=LONGEST_NUMBER)
    person = models.BigIntegerField()
    counts_from = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "messaging_link_in_force"


class RegisterLinkEnd(LoggedAct):
    """The end of a link, by its person or by an officer of the body. Append-only."""

    link = models.OneToOneField(RegisterLink, models.DO_NOTHING, related_name="end")
    ended_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")


class Tester(models.Model):
    """A person became a tester of a body, or no longer is one. Append-only; her latest row holds."""

    office = models.CharField(max_length=24)
    person = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+")
    is_tester = models.BooleanField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        indexes = [models.Index(fields=["office", "person", "-id"], name="tester_of_office")]


class RegisterMessage(models.Model):
    """A request of another body's program to tell people of its register one text. Append-only.

    ``use`` is its use, allowed or not. Under a purpose with approvals a request that was not refused is a
    ``campaign``, which has its own uses. One by a ``test`` key has neither, and nothing of it is ever sent.
    """

    reference = models.CharField(max_length=32, unique=True)
    program = models.ForeignKey("people.Program", models.DO_NOTHING, related_name="+")
    key_kind = models.CharField(max_length=4, choices=Program.KeyKind.choices)
    office = models.CharField(max_length=24)
    purpose = models.CharField(max_length=24)
    text = models.ForeignKey("messaging.MessageText", models.DO_NOTHING, related_name="+")
    use = models.OneToOneField("privacy.Use", models.DO_NOTHING, null=True, related_name="+")
    campaign = models.OneToOneField("messaging.Campaign", models.DO_NOTHING, null=True, related_name="+")
    is_allowed = models.BooleanField()
    not_before = models.DateTimeField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(key_kind="test", use=None, campaign=None)
                | (~models.Q(key_kind="test") & models.Q(use__isnull=False, campaign=None))
                | (~models.Q(key_kind="test") & models.Q(use=None, campaign__isnull=False)),
                name="test_key_never_sends",
            )
        ]
        indexes = [models.Index(fields=["program", "-id"], name="messages_of_program")]

    def __str__(self) -> str:
        return f"Message for a register {self.reference}"


class RegisterRecipient(models.Model):
    """One number of a message for a register. Append-only.

    ``person`` is unset where nobody is meant. ``simulated`` is the outcome that a test key plays.
    """

    message = models.ForeignKey(RegisterMessage, models.DO_NOTHING, related_name="recipients")
    number = models.CharField(max_length=LONGEST_NUMBER)
    person = models.BigIntegerField(null=True)
    values = models.JSONField()
    code = models.CharField(max_length=10, blank=True)
    simulated = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="number_once_a_message"),
            models.UniqueConstraint(fields=["message", "person"], name="person_once_a_message"),
        ]


class RegisterReport(models.Model):
    """The outcomes of a message for a register changed; its body's webhook is told. Append-only.

    ``counts`` are by outcome; a final one is the last. ``state`` is that of a request with approvals.
    """

    message = models.ForeignKey(RegisterMessage, models.DO_NOTHING, related_name="reports")
    counts = models.JSONField()
    state = models.CharField(max_length=12, blank=True, default="")
    is_final = models.BooleanField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

"""A webhook, its secrets, what stopped it, and each delivery to it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Webhook(models.Model):
    """An address of another system that is told events within one scope. Entered by one person, agreed by another.

    It is told of nothing before its first secret was made.
    """

    class Within(models.TextChoices):
        STATE = "state"
        DRAWING_CODE = "drawing_code"
        TREASURY = "treasury"
        DEPARTMENT = "department"

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=120)
    url = models.CharField(max_length=300)
    events = ArrayField(models.CharField(max_length=24))
    within = models.CharField(max_length=12, choices=Within.choices)
    scope = models.CharField(max_length=24, blank=True)

    def __str__(self) -> str:
        return f"Webhook {self.code}"


class WebhookSecret(models.Model):
    """A secret that signs deliveries. The web process writes it and cannot read it; the worker reads it.

    ``ends_others`` ends the secrets before it at once; else they sign beside it for a day.
    """

    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="secrets")
    secret = models.BinaryField()
    ends_others = models.BooleanField(default=False)
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Secret of webhook {self.webhook_id}"


class WebhookMark(models.Model):
    """What stopped a webhook or set it going again; the latest holds. Appended."""

    class Kind(models.TextChoices):
        GONE = "gone"  # the other side answered 410
        RESUMED = "resumed"
        ENDED = "ended"  # for ever

    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    reason = models.CharField(max_length=300, blank=True)
    account = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.webhook_id}"


class Delivery(models.Model):
    """One event on its way to one webhook. ``reference`` is its ``webhook-id``: the same at every try, as is the body.

    ``source`` is the row that the event was read from; ``part`` counts bodies of one event that is too long for one.
    ``failures`` counts tries since it was sent, or sent again; ``tries`` lists all.
    """

    class State(models.TextChoices):
        WAITS = "waits"
        DELIVERED = "delivered"
        FAILED = "failed"
        ENDED = "ended"

    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="deliveries")
    reference = models.CharField(max_length=40, unique=True)
    event = models.CharField(max_length=24)
    source = models.BigIntegerField()
    part = models.PositiveIntegerField(default=1)
    body = models.TextField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITS)
    next_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    tries = models.JSONField(default=list)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "event", "source", "part"], name="one_delivery_of_an_event"
            )
        ]
        indexes = [
            models.Index(fields=["event", "source"], name="delivery_of_event"),
            models.Index(fields=["next_at"], condition=models.Q(state="waits"), name="delivery_that_waits"),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.reference}"


class EventCursor(models.Model):
    """How far the rows of one event were read. Rows up to ``floor`` are done with; those after it are looked at again.

    ``ahead`` becomes the floor an hour after it was noted, once no transaction that began before still runs.
    """

    event = models.CharField(max_length=24, primary_key=True)
    floor = models.BigIntegerField()
    ahead = models.BigIntegerField()
    ahead_transaction = models.BigIntegerField()
    ahead_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.event} from {self.floor}"

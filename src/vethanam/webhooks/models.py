"""Webhooks, their secrets, their stops, and their deliveries."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Webhook(models.Model):
    """An address of another system that gets the events of one scope. One person enters it, another agrees.

    It gets nothing before its first secret.
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
    """A secret that signs deliveries. The web process can write it but not read it; the worker reads it.

    ``ends_others`` ends earlier secrets at once; else they sign for one more day.
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
    """A stop or restart of a webhook; the latest one applies. Append-only."""

    class Kind(models.TextChoices):
        GONE = "gone"  # the receiver answered 410
        RESUMED = "resumed"
        ENDED = "ended"  # for good

    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    reason = models.CharField(max_length=300, blank=True)
    account = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.webhook_id}"


class Delivery(models.Model):
    """One event for one webhook.

    ``reference`` is its ``webhook-id``; it and the body are the same in every try.

    ``source`` is the id of the event's row; ``part`` numbers the bodies of an event that needs several.
    ``failures`` counts tries since it was sent or sent again; ``tries`` lists all.
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
    """The reading position of one event kind. Rows up to ``floor`` are finished; later rows are read again.

    ``ahead`` becomes the floor after an hour, once no earlier transaction still runs.
    """

    event = models.CharField(max_length=24, primary_key=True)
    floor = models.BigIntegerField()
    ahead = models.BigIntegerField()
    ahead_transaction = models.BigIntegerField()
    ahead_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.event} from {self.floor}"

"""Reports of the portal Mobile Seva on messages that it took."""

from __future__ import annotations

from django.db import models

from vethanam.journal.models import LoggedAct


class PortalReport(LoggedAct):
    """A report file of the portal, as an officer entered it. Append-only, each file once.

    ``counts`` has the lines of each answer (:class:`~vethanam.messaging.portal_reports.Answer`).
    """

    reference = models.CharField(max_length=32, unique=True)
    hash = models.BinaryField(unique=True)
    office = models.CharField(max_length=24)
    counts = models.JSONField()
    entered_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")

    def __str__(self) -> str:
        return f"Portal report {self.reference}"


class PortalReportLine(models.Model):
    """The final state of one of our messages in a report; the dispatcher moves the message. Append-only.

    ``delivery`` is the row with the portal's number of the message. ``state`` is ``delivered`` or
    ``undeliverable``.
    """

    report = models.ForeignKey(
        PortalReport, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    delivery = models.ForeignKey("privacy.Delivery", models.DO_NOTHING, related_name="+", db_index=False)
    state = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery"], name="delivery_reported_once")]

    def __str__(self) -> str:
        return f"Line {self.pk} of a portal report"

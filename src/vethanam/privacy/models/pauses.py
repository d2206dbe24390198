"""Pauses of a sending: nothing of it begins until another person resumes it."""

from __future__ import annotations

from django.db import models

from vethanam.journal.models import LoggedAct


class UsePause(LoggedAct):
    """A pause of one use's messages, from its instant on. Append-only.

    ``waiting`` counts its messages not begun then, ``role`` is the role of the officer.
    """

    use = models.ForeignKey("privacy.Use", models.DO_NOTHING, related_name="pauses")
    role = models.CharField(max_length=24)
    reason = models.CharField(max_length=300)
    waiting = models.PositiveIntegerField()
    paused_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")

    def __str__(self) -> str:
        return f"Pause of use {self.use_id}"


class UseResume(LoggedAct):
    """The end of a pause, by another person. Append-only. ``waiting`` counts as there.

    The row is an index: it ends nothing, and keeps no other end of the pause out
    (:mod:`vethanam.privacy.pause_proofs`).
    """

    pause = models.ForeignKey(UsePause, models.DO_NOTHING, related_name="resumes")
    role = models.CharField(max_length=24)
    waiting = models.PositiveIntegerField()
    resumed_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")

"""Tables of the log. All but the openings are append-only, enforced by guards (``0002_guards``).

A staged entry keeps its bytes for ever; a leaf gives it a place and a hash. ``journal_waiting``, a table of
the guards, lists entries without a leaf; only a trigger fills it and only the sequencer empties it.
"""

from __future__ import annotations

from django.db import models


class Staged(models.Model):
    """An entry as committed by its act: the bytes of a leaf."""

    leaf = models.BinaryField()

    def __str__(self) -> str:
        return f"staged entry {self.pk}"


class Opening(models.Model):
    """Salt and private part of an entry. It can be destroyed; the log still verifies."""

    staged = models.OneToOneField(Staged, models.DO_NOTHING, primary_key=True, related_name="+")
    salt = models.BinaryField()
    private = models.BinaryField()

    def __str__(self) -> str:
        return f"opening of staged entry {self.pk}"


class Leaf(models.Model):
    """The place of an entry in the tree, and its hash."""

    index = models.BigIntegerField(primary_key=True)
    staged = models.OneToOneField(Staged, models.DO_NOTHING, related_name="+")
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"leaf {self.index}"


class Node(models.Model):
    """The root of a complete subtree of two or more leaves; it never changes."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"node {self.level}/{self.index}"


class Head(models.Model):
    """A signed root. ``at`` is real time; an idle log is signed regularly as a sign of life."""

    size = models.BigIntegerField(db_index=True)
    root = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"head of {self.size} leaves"


class Check(models.Model):
    """A run of ``vethanam check`` over the whole installation or random parts; the owner writes it.

    ``findings`` are pairs of record and code.
    """

    at = models.DateTimeField(db_index=True)
    is_whole = models.BooleanField()
    findings = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"check of {self.at:%Y-%m-%d %H:%M}"

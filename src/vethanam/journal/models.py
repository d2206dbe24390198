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


class LoggedAct(models.Model):
    """An act of a person with its entry in the log. The entry counts; the row is an index. Append-only.

    ``at`` is business time, ``recorded_at`` real time.
    """

    person = models.BigIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        abstract = True


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


class Cosignature(models.Model):
    """A witness's signature line under the head of one size. Append-only; the sequencer writes it.

    ``witness`` is its name in the policy, ``signed_at`` the time in the line. The line is checked when it is
    read.
    """

    size = models.BigIntegerField(db_index=True)
    witness = models.CharField(max_length=64)
    line = models.TextField()
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"signature of {self.witness} under {self.size} leaves"


class Check(models.Model):
    """A run of ``vethanam check`` over the whole installation or random parts; the owner writes it.

    ``findings`` are pairs of record and code.
    """

    at = models.DateTimeField(db_index=True)
    is_whole = models.BooleanField()
    findings = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"check of {self.at:%Y-%m-%d %H:%M}"


class Stamp(models.Model):
    """The place of an entry with the sequencer's time, and the hash of the log's first key there.

    An index: the entry itself is signed (:mod:`vethanam.ledger.stamps`).
    """

    index = models.BigIntegerField(primary_key=True)
    anchor = models.BinaryField(null=True)

    def __str__(self) -> str:
        return f"stamp at leaf {self.index}"


class Epoch(models.Model):
    """The database from its creation, or from a restore, to the next restore. The latest row holds.

    ``settled_at`` is null after a restore until every payment file known outside the database is settled.
    Until then no bill is passed and nobody is paid.
    """

    code = models.CharField(max_length=8, unique=True)
    began_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"epoch {self.code}"

"""Maps of days: what the log holds about each person, as a leaf each day (``docs/spec/map.md``)."""

from __future__ import annotations

from django.db import models


class MapYear(models.Model):
    """The key of the labels in a year's maps, and the secret that fills up a map of few people.

    Append-only.
    """

    year = models.IntegerField(primary_key=True)
    key = models.BinaryField()
    filler = models.BinaryField()


class DayMap(models.Model):
    """The map of a day. ``firsts`` and ``hashes`` are the first label and the hash of each 256 lines, for
    proofs. Append-only.
    """

    day = models.DateField(unique=True)
    year = models.ForeignKey(MapYear, models.PROTECT, related_name="+")
    covers = models.BigIntegerField()
    people = models.IntegerField()
    records = models.BigIntegerField()
    root = models.BinaryField()
    firsts = models.BinaryField()
    hashes = models.BinaryField()
    leaf = models.BigIntegerField(unique=True)
    recorded_at = models.DateTimeField()


class MapLine(models.Model):
    """A person's line in the latest map: the number of her records and their chain. It only grows.

    ``label`` is that of the map's year, ``line`` the rest of her line in the tree.
    """

    person = models.BigIntegerField(primary_key=True)
    label = models.BinaryField(unique=True)
    records = models.IntegerField()
    chain = models.BinaryField()
    line = models.BinaryField()

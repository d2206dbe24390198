"""Epochs are begun by the owner alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from vethanam.journal import epochs
from vethanam.journal.models import Epoch


def test_only_the_owner_begins_an_epoch_and_it_is_settled_once(world: Any) -> None:
    with world.role("worker"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Epoch.objects.create(code="ABCDEFG", began_at=epochs.present_epoch().began_at)
        epoch = epochs.present_epoch()
        epoch.settled_at = None
        with pytest.raises(DatabaseError, match="settled once"), transaction.atomic():
            epoch.save(update_fields=["settled_at"])

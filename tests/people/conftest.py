"""The office for the tests of accounts."""

from tests.identity.conftest import furnished_office, office, office_world

__all__ = ["furnished_office", "office", "office_world"]

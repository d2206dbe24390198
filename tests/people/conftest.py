"""The office of the accounts' tests."""

from tests.identity.conftest import furnished_office, office, office_world

__all__ = ["furnished_office", "office", "office_world"]

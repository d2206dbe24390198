"""The catalogue of purposes: one file per purpose under ``catalogue/``, offices in ``offices.yaml``.

A purpose states who may use which data of which people, on which ground, on which channel, with which
approvals. A registered version never changes; a change is a file with the next version, and the
registry keeps both.
"""

from vethanam.privacy.purposes.catalogue_loader import CONFIRMING, OWN_DEPARTMENT, Catalogue, load_catalogue
from vethanam.privacy.purposes.purpose import Purpose
from vethanam.privacy.vault.binding import SERVICE_BOOK

__all__ = ["CONFIRMING", "OWN_DEPARTMENT", "SERVICE_BOOK", "Catalogue", "Purpose", "load_catalogue"]

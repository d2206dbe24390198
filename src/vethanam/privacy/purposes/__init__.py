"""The catalogue of purposes: one file per purpose under ``catalogue/``, offices in ``offices.yaml``.

A purpose says who may use which data of whom, on which ground, through which channel, with whose approval. A version
once registered never changes; a change is a file with the next version, and the registry keeps both.
"""

from vethanam.privacy.purposes.catalogue_of import CONFIRMING, OWN_DEPARTMENT, Catalogue, load_catalogue
from vethanam.privacy.purposes.purpose import Purpose
from vethanam.privacy.vault.binding import SERVICE_BOOK

__all__ = ["CONFIRMING", "OWN_DEPARTMENT", "SERVICE_BOOK", "Catalogue", "Purpose", "load_catalogue"]

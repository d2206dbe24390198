"""The hash of a file that somebody chose; the file itself is not kept."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile


def sha256_of(file: UploadedFile[Any]) -> str:
    """Its SHA-256 in hexadecimal digits."""
    hashed = hashlib.sha256()
    for piece in file.chunks():
        hashed.update(piece)
    return hashed.hexdigest()

"""The hash of a chosen file; the file itself is not stored."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile


def sha256_of(file: UploadedFile[Any]) -> str:
    """The SHA-256 of a file in hexadecimal digits."""
    hashed = hashlib.sha256()
    for piece in file.chunks():
        hashed.update(piece)
    return hashed.hexdigest()

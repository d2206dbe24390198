"""Answers that are files: papers to look at, and tables to keep."""

from __future__ import annotations

from django.http import HttpResponse

PDF = "application/pdf"


def file_response(content: bytes, name: str, content_type: str = PDF) -> HttpResponse:
    """A paper opens in the browser; any other file is saved. Slashes of a bill's number become dashes."""
    response = HttpResponse(content, content_type=content_type)
    how = "inline" if content_type == PDF else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{name.replace("/", "-")}"'
    return response

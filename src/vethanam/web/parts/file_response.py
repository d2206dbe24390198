"""Answers that are files: papers to look at, and tables to keep."""

from __future__ import annotations

from django.http import HttpResponse

PDF = "application/pdf"


def file_response(
    content: bytes, name: str, content_type: str = PDF, *, is_saved: bool = False
) -> HttpResponse:
    """A paper of ours opens in the browser; any other file is saved, with ``is_saved`` a PDF too.

    Slashes of a bill's number become dashes.
    """
    response = HttpResponse(content, content_type=content_type)
    how = "inline" if content_type == PDF and not is_saved else "attachment"
    if is_saved:  # of somebody else: no browser guesses another type, or runs something in it
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Content-Disposition"] = f'{how}; filename="{name.replace("/", "-")}"'
    return response

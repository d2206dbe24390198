"""The three forms of a file of evidence, in words."""

from __future__ import annotations

from django.utils.translation import gettext_noop

FORMS_SAID: dict[str, tuple[str, str]] = {
    "html": (
        gettext_noop("Page"),
        gettext_noop("One file for a browser. It checks itself, without a network."),
    ),
    "zip": (
        gettext_noop("Archive"),
        gettext_noop("Statement in both languages, texts, proofs, a program to check."),
    ),
    "json": (gettext_noop("JSON"), gettext_noop("The same facts and proofs for a program.")),
}
TYPES = {"html": "text/html", "zip": "application/zip", "json": "application/json"}

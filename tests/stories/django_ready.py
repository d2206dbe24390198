"""Imported first by a fork server, so that what it imports next finds Django with the suite's settings."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vethanam.site.settings_test")
django.setup()

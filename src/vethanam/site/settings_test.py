"""Settings of the test suite: a cluster of its own, every role an alias, and no way to reach another database.

``VETHANAM_DATABASE_URL`` is dropped unread. ``VETHANAM_TEST_DATABASE`` is set by the fixtures for further processes
of one test.
"""

import os

from vethanam.site.state import suite_state

os.environ.pop("VETHANAM_DATABASE_URL", None)
if not os.environ.get("VETHANAM_TEST_STATE"):
    os.environ["VETHANAM_TEST_STATE"] = str(suite_state())
# The browser's driver keeps an event loop in the thread of the test.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
os.environ["VETHANAM_STATE"] = os.environ["VETHANAM_TEST_STATE"]
# One version on every machine; stories, which know no setting of the suite, take the machine's.
os.environ.setdefault("VETHANAM_PG_BIN", "wheel")

from vethanam.site.roles import ROLES
from vethanam.site.settings import *  # noqa: F403
from vethanam.site.settings import VETHANAM_ROLE, database

VETHANAM_IS_DURABLE = False
DATABASES = {
    "default": database(VETHANAM_ROLE),
    **{role: database(role) for role in ROLES},
}
for _alias in DATABASES.values():
    _alias["NAME"] = os.environ.get("VETHANAM_TEST_DATABASE", "test_none")
    _alias["CONN_MAX_AGE"] = 0

SECRET_KEY = "only for tests"  # noqa: S105
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]

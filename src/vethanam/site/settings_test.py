"""Settings of the test suite: its own cluster, an alias per role, and no access to another database.

``VETHANAM_DATABASE_URL`` is dropped unread. Fixtures set ``VETHANAM_TEST_DATABASE`` for further processes
of one test.
"""

import os

from vethanam.site.state import suite_state

os.environ.pop("VETHANAM_DATABASE_URL", None)
if not os.environ.get("VETHANAM_TEST_STATE"):
    os.environ["VETHANAM_TEST_STATE"] = str(suite_state())
# The browser's driver runs an event loop in the test's thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
os.environ["VETHANAM_STATE"] = os.environ["VETHANAM_TEST_STATE"]
# One version on every machine; stories do not use the suite's settings and take the machine's.
os.environ.setdefault("VETHANAM_PG_BIN", "wheel")
# The frames of a test are small and its workers share the cores: Polars threads would only wake each other.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

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
VETHANAM_HOSTS = ALLOWED_HOSTS = ["*"]

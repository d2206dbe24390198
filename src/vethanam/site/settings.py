"""Django's settings: the installation's from :mod:`vethanam.site.environment`, the rest fixed here."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from vethanam.site.address import database_address
from vethanam.site.environment import HERE, LOOPBACK, Environment
from vethanam.site.roles import BACKUP, OWNER, database_role
from vethanam.site.state import State
from vethanam.site.state import state as _state

_SOURCE = Path(__file__).resolve().parents[1]
ENVIRONMENT = Environment.read()
_STATE: State = _state()
_ADDRESS = database_address(_STATE)

VETHANAM_ROLE = ENVIRONMENT.role
VETHANAM_STATE: Path = _STATE.folder
VETHANAM_PACK = ENVIRONMENT.pack
VETHANAM_STATE_NAME = ENVIRONMENT.state_name
VETHANAM_SERVER_IS_OURS = _ADDRESS.is_ours
VETHANAM_IS_DURABLE = True
VETHANAM_BANK = ENVIRONMENT.bank
VETHANAM_SMPP = ENVIRONMENT.smpp
VETHANAM_SMPP_SECOND, VETHANAM_SMTP_SECOND = ENVIRONMENT.smpp_second, ENVIRONMENT.smtp_second
VETHANAM_MGOV, VETHANAM_MGOV_CA = ENVIRONMENT.mgov, str(ENVIRONMENT.mgov_ca or "")
VETHANAM_PAGES_ORIGIN = ENVIRONMENT.pages_origin
VETHANAM_SMPP_TLS, VETHANAM_SMPP_CA = ENVIRONMENT.smpp_tls, str(ENVIRONMENT.smpp_ca or "")
VETHANAM_SMPP_TAGS = ENVIRONMENT.smpp_tags
VETHANAM_RETURNED = str(ENVIRONMENT.returned or "")
VETHANAM_SMTP = ENVIRONMENT.smtp
VETHANAM_SMTP_TLS, VETHANAM_SMTP_CA = ENVIRONMENT.smtp_tls, str(ENVIRONMENT.smtp_ca or "")
VETHANAM_PAYMASTER_ORIGIN = ENVIRONMENT.paymaster_origin or HERE
VETHANAM_POSTFIX = str(ENVIRONMENT.postfix or "")
VETHANAM_PROCESSES: frozenset[str] = ENVIRONMENT.processes
VETHANAM_OIDC_ISSUER, VETHANAM_OIDC_CLIENT = ENVIRONMENT.oidc_issuer, ENVIRONMENT.oidc_client
VETHANAM_OIDC_SECRET_FILE = ENVIRONMENT.oidc_secret_file
VETHANAM_OIDC_NAME, VETHANAM_OIDC_STRONG = ENVIRONMENT.oidc_name, ENVIRONMENT.oidc_strong
VETHANAM_PROXIES = ENVIRONMENT.proxies
VETHANAM_API_PER_MINUTE = ENVIRONMENT.api_per_minute
VETHANAM_WEBHOOK_NETWORKS: tuple[str, ...] = ENVIRONMENT.webhook_networks
# the API receives files in base64
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024


def _secret_key() -> str:
    """The web process's key; other processes sign no cookies and get a temporary one."""
    try:
        return (_STATE.keys / "web.secret").read_text(encoding="ascii")
    except OSError:
        return secrets.token_urlsafe(48)


SECRET_KEY = ENVIRONMENT.secret_key or _secret_key()
DEBUG = False
VETHANAM_HOSTS = ALLOWED_HOSTS = [*ENVIRONMENT.hosts, *LOOPBACK]

# -- rooms ---------------------------------------------------------------------------------------------------

_ROOMS = (
    "journal", "identity", "orders", "privacy", "people", "service_book", "benefits", "payroll", "payments",
    "messaging", "webhooks",
    "web", "api",
)  # fmt: skip
INSTALLED_APPS = [
    *(f"vethanam.{room}" for room in _ROOMS),
    "vethanam.site",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "vethanam.site.client_address.with_client_address",
    "vethanam.site.metrics.measured",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "vethanam.site.middleware.no_store",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "vethanam.site.kept_forms.kept",
    "vethanam.site.middleware.without_nul",
    "vethanam.site.middleware.Signing",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
ROOT_URLCONF = "vethanam.site.urls"
WSGI_APPLICATION = "vethanam.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted((_SOURCE / "web").glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "vethanam.web.templatetags.page",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vethanam.web.parts.page_context.page",
            ],
        },
    }
]

# -- database: the alias "default" is this process's role; nothing but "owner" migrates ----------------------


def database(role: str) -> dict[str, Any]:
    """One alias. Parameters are bound on the server: interpolated ones could be read in pg_stat_activity."""
    return {
        "ENGINE": "vethanam.site.postgres",
        "NAME": _ADDRESS.database,
        "HOST": _ADDRESS.host,
        "PORT": _ADDRESS.port,
        "USER": database_role(role),
        # a thread of the paymaster answers one page
        "CONN_MAX_AGE": 0 if VETHANAM_ROLE == "paymaster" else 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "server_side_binding": True,
            "application_name": f"vethanam {role}",
            **dict(_ADDRESS.options),
        },
    }


DATABASES = {"default": database(VETHANAM_ROLE), "owner": database(OWNER), "backup": database(BACKUP)}
DATABASE_ROUTERS = ["vethanam.site.router.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Dispatcher, sequencer and paymaster run no jobs and load no code of the rooms above them.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks" if VETHANAM_ROLE in ("web", "worker") else "no_tasks"

# -- sign-in: allauth, without any e-mail --------------------------------------------------------------------

AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username",)}),
    )
]
ACCOUNT_ADAPTER = "vethanam.site.sign_in.NoSignUp"
ACCOUNT_FORMS = {
    "login": "vethanam.web.account.forms.PasswordForm",
    "change_password": "vethanam.web.account.forms.NewPasswordForm",
}
# Guesses are counted by name and by address in the database (identity/slowdowns.py), across all processes.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Vethanam"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_ADAPTER = "vethanam.site.sign_in.SealedSecrets"
MFA_FORMS = {
    "authenticate": "vethanam.web.account.forms.CodeForm",
    "reauthenticate": "vethanam.web.account.forms.CodeAgainForm",
}
USERSESSIONS_TRACK_ACTIVITY = True

# -- the browser ---------------------------------------------------------------------------------------------

_HTTPS = ENVIRONMENT.https
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
CSRF_FAILURE_VIEW = "vethanam.site.kept_forms.csrf_failed"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "manifest-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    # a form whose act moves money opens the paymaster's page
    "form-action": [CSP.SELF, VETHANAM_PAYMASTER_ORIGIN],
}
if VETHANAM_ROLE == "paymaster":
    from vethanam.site.paymaster_settings import *  # noqa: F403
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# -- words and numbers ---------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ml", _("Malayalam"))]
TIME_ZONE = "Asia/Kolkata"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
LOCALE_PATHS = sorted((_SOURCE / "rules").glob("*/locale"))
FORMAT_MODULE_PATH = ["vethanam.web.formats"]

# -- static files --------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = _STATE.folder / "static"
_IS_COLLECTED = (STATIC_ROOT / "staticfiles.json").exists() and not ENVIRONMENT.find_static
WHITENOISE_USE_FINDERS = not _IS_COLLECTED
_STATIC = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": _STATIC if _IS_COLLECTED else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# -- logs: a sentence and its place, never user input --------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "vethanam.site.logs.PlaceOnly",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "json": {"()": "vethanam.site.logs.JsonLines", "process": VETHANAM_ROLE},
    },
    "filters": {"without_address": {"()": "vethanam.site.logs.WithoutAddress"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": ENVIRONMENT.log,
            "filters": ["without_address"],
        },
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "vethanam": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "waitress.queue": {"level": "ERROR"},  # that a request waits for a thread is in the metrics
    },
}

"""What differs in the settings of the paymaster: one page of its own, without session, cookie or account."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.csp import CSP

from vethanam.site.environment import HERE, LOOPBACK, Environment

_HOST = urlsplit(Environment.read().paymaster_origin or HERE).hostname or ""
ALLOWED_HOSTS = [_HOST, *LOOPBACK]
ROOT_URLCONF = "vethanam.site.paymaster_urls"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "vethanam.site.middleware.no_store",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # allauth refuses to be installed without it
]
# a header that anybody could send adds nothing but HSTS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": ["data:"],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
# sums of 500 bills and their numbers, never a file
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

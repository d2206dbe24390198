"""Gives a test client's session a second factor."""

from __future__ import annotations

import time

from allauth.account.internal.userkit import user_id_to_str
from django.test import Client

from vethanam.identity.models import Account


def strongly(client: Client, account: Account) -> Client:
    """The client, signed in as if with the code of an authenticator app."""
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = user_id_to_str(account)
    session.save()
    return client

"""The addresses of signing in with allauth, without its pages for e-mail, sign-up and
password reset by mail.
"""

from allauth.account import views as sign_in
from allauth.usersessions import views as sessions
from django.urls import include, path

from vethanam.web.account import views, views_forgotten, views_provider, views_tokens
from vethanam.web.parts.access import Access

urlpatterns = [
    path("sign-in/", sign_in.login, name="account_login"),
    path("sign-in/password/", views.by_password, name="by_password"),
    path("sign-in/forgotten/", views_forgotten.forgotten, name="forgotten"),
    path("sign-in/provider/", views_provider.begin, name="provider"),
    path("sign-in/provider/back/", views_provider.back, name="provider_back"),
    path("account/provider/", views_provider.bind, name="provider_bind"),
    path("account/provider/end/", views_provider.unbind, name="provider_unbind"),
    path("activate/", views.activation, name="activation"),
    path("account/second-factor/", views.second_factor, name="second_factor"),
    path("account/devices/", views.devices, name="devices"),
    path("account/tokens/", views_tokens.tokens, name="tokens"),
    path("account/tokens/new/", views_tokens.new, name="new_token"),
    path("account/first-visit/", views.first_visit, name="first_visit"),
    path("account/close/", views.closing, name="close_account"),
    path("sign-out/", sign_in.logout, name="account_logout"),
    path("sign-in/closed/", sign_in.account_inactive, name="account_inactive"),
    path("account/again/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("account/password/", views.password, name="account_change_password"),
    path("account/sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("account/keys/", include("allauth.mfa.urls")),
    path("account/", include(([path("", views.home, name="home")], "account"))),
]

#: the audience of the pages that allauth serves
ACCESS = {
    "account_login": Access("public"),
    "account_logout": Access("public"),
    "account_inactive": Access("public"),
    "mfa_authenticate": Access("public"),
    "mfa_login_webauthn": Access("public"),
    "mfa_trust": Access("public"),
    "account_reauthenticate": Access("signed_in"),
    "usersessions_list": Access("signed_in"),
}

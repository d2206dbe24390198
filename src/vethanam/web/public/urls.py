"""The addresses of public pages."""

from django.urls import path

from vethanam.web.parts import converters  # noqa: F401 - the months in addresses
from vethanam.web.public import (
    canaries,
    codes,
    guides,
    information,
    keys,
    law,
    leaving,
    log,
    purposes,
    register,
    rulebook,
    senders,
    slips,
    views,
)

app_name = "public"
urlpatterns = [
    path("language/<slug:code>/", views.language, name="language"),
    path("messages/", register.register, name="register"),
    path("messages/table.csv", register.table, name="register_table"),
    path("messages/<month:month>/", register.register, name="register_of"),
    path("messages/<slug:reference>/", views.message, name="message"),
    path("purposes/", purposes.purposes, name="purposes"),
    path("purposes/proposed/<slug:reference>/", purposes.proposed, name="proposed"),
    path("purposes/<slug:code>/", purposes.purpose, name="purpose"),
    path("code/", codes.code, name="code"),
    path("check/", slips.check, name="check"),
    path("check/verify.py", slips.verifier, name="verifier"),
    path("check/check.html", slips.saved, name="check_saved"),
    path("senders/", senders.senders, name="senders"),
    path("senders/<slug:code>/", senders.sender, name="sender"),
    path("canaries/", canaries.canaries, name="canaries"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<month:month>/", keys.keys, name="keys_of"),
    path("leave/<slug:token>/", leaving.leave_messages, name="leave"),
    path("rules/", rulebook.rules, name="rules"),
    path("rules/<str:name>/", rulebook.rule, name="rule"),
    path("law/", law.law, name="law"),
    path("information/", information.information, name="information"),
    path("rights/", views.rights, name="rights"),
    path("proof/", views.proof, name="proof"),
    path("log/<path:address>", log.log_file, name="log_file"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("guide/<slug:name>/", guides.guide, name="guide"),
]

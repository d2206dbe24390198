"""The sentences of the HTTP interface."""

SENTENCES: dict[str, str] = {
    "token_needed": "Send a token that is in force: Authorization: Bearer TOKEN.",
    "asked_too_often": "This account asked more than %(most)s times in a minute. Wait a minute.",
    "body_not_json": "The body is no JSON object. Send the keys of the act.",
    "body_too_large": "The body is larger than %(most)s MB. Split it.",
    "body_of_too_many_values": "The body has more than %(most)s values. Split it.",
    "body_of_another_kind": "The body is not JSON. Send it with the header Content-Type: application/json.",
    "other_method": "This address takes %(methods)s.",
    "nothing_at_this_address": "There is nothing at this address. GET /api/openapi.json lists all addresses.",
    "key_reused": "This Idempotency-Key was used with another body. Use a new key for another act.",
    "key_needed": "Send an Idempotency-Key: with it the same request is never sent twice.",
    "key_too_long": "An Idempotency-Key has at most %(most)s characters.",
    "database_away": (
        "The database does not answer. Nothing was done; send the same again with its Idempotency-Key."
    ),
    "not_a_day_of_address": "“on” is a day, such as 2026-10-28.",
    "program_of_another_face": "This address is for the token of a program that was registered for it.",
    "nothing_here": "There is nothing of this name in public.",
    "reset_code_sent": (
        "If this account has a confirmed contact, a code is on its way there. It counts for two hours."
    ),
    "signed_in": "Signed in. The token is in force for eight hours.",
}

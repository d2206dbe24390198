"""Sentences for activation, sign-in and resets."""

from __future__ import annotations

SENTENCES = {
    "sign_in_wrong": "This name and password do not match.",
    "sign_in_slowed": (
        "Wrong passwords were typed for this name. A device that never signed in with it waits %(minutes)s "
        "more minutes. You can use a passkey, a device that signed in before, or type the password together "
        "with the code of your authenticator app."
    ),
    "address_slowed": (
        "Many wrong passwords came from your network. A device that never signed in with this name waits "
        "%(minutes)s more minutes. You can use a passkey, a device that signed in before, or type the "
        "password together with the code of your authenticator app."
    ),
    "code_wrong": "This code is wrong, or it was used before. Wait for the next code of the app.",
    "code_slowed": (
        "Wrong codes were typed for this account. A device that never signed in with it waits %(minutes)s "
        "more minutes. You can use a passkey or a device that signed in before."
    ),
    "code_needed": "This account signs in with a second factor. Give the code of the authenticator app too.",
    "second_factor_missing": (
        "This account needs a second factor, and it has none. Sign in on the web page and add an "
        "authenticator app or a passkey."
    ),
    "first_code_wrong": (
        "This name and first code do not match, or the code was used or is past its end. Ask your office for "
        "a new paper."
    ),
    "password_refused": "Choose another password. %(faults)s",
    "password_too_short": "It needs at least %(least)s characters.",
    "password_too_common": "It is on the list of common passwords.",
    "password_all_digits": "It needs more than digits.",
    "password_too_similar": "It is too close to the sign-in name.",
    "device_unknown": "This device is not on the list of the account. Nothing was changed.",
    "subject_of_another": "This identity signs another account in. Nothing was changed.",
    "name_refused": (
        "A sign-in name has 2 to 60 letters, digits, dots or hyphens, and no phone number or e-mail address. "
        "Choose another one."
    ),
    "name_taken": "The sign-in name %(name)s is taken. Choose another one.",
    "account_closed_before": "The account %(name)s was closed before. Nothing was changed.",
    "account_is_service": "%(name)s is the account of a program. It has no password.",
    "reset_is_asked": "A reset of %(name)s is asked for already. Another officer agrees to it.",
    "reset_of_oneself": "Another officer asks for the reset of your account.",
    "reset_agreed_before": "This reset was agreed to before. Nothing was changed.",
    "reset_too_old": "This reset was asked for more than %(days)s days ago. Ask for it again.",
    "reset_takes_two": "Another officer than the one who asked agrees to a reset.",
    "reset_needs_reason": (
        "Write why the account is reset, in at most 200 letters and without a phone number or e-mail address."
    ),
    "acts_as_person": "No person stands behind this account. Act with an account of your own.",
    # -- tokens
    "token_without_name": "A token needs a name of at most 60 characters, so that it is found again.",
    "token_too_long": "A token lives for at most %(days)s days.",
    "account_closed": "The account %(name)s is closed.",
    "act_without_zone": "An act needs an instant with its zone.",
    "key_ended": "This key has been ended already.",
    "key_enrolled": "This key is enrolled already. Use it, or enrol another one.",
    "key_of_another": "A key is ended by the person who holds it.",
    "key_is_not_yours": "This key is not one of yours. Sign with a key that you have enrolled.",
    "key_waits": "An administrator must countersign your key before you can sign with it.",
    "key_confirmed_by_oneself": "Another person countersigns your key.",
    "key_confirmed_before": "The key %(key)s is countersigned already. Nothing was changed.",
    "first_key_is_administrators": (
        "The first key of an installation is an administrator's. Ask an administrator to enrol a key first."
    ),
    "key_signs_later": (
        "This key signs from %(at)s on. Use a key that you enrolled before, or wait until then."
    ),
    "key_signs_no_more": "This key was ended on %(at)s. Sign with another one.",
    "key_of_a_program": (
        "A key of a program does not count here. Sign with a passkey: add one to your account and enrol it."
    ),
    "key_of_another_site": "This passkey was made for another site. Add a passkey on this site and enrol it.",
    "key_not_for_money": (
        "This passkey signs what moves no money. Make a passkey for money on the paymaster's page: open your "
        "keys to sign with."
    ),
    "ticket_used": (
        "This page was opened before, or more than %(minutes)s minutes ago. Nothing is signed. Go back and "
        "press the button again."
    ),
    "ticket_missing": "This page opens from the page of an act. Go there and press its button.",
    "site_not_ours": "The page to return to is none of this installation. Nothing is signed.",
    "ticket_of_another_act": (
        "This page was asked for something else. Nothing is signed. Go back and press the button again."
    ),
    "signed_elsewhere": (
        "The signature was not given on a page of this installation, or the device did not check who you "
        "are. Sign again."
    ),
    "signed_something_else": (
        "The signature is not over this. It may have changed since it was shown: look at it again and sign "
        "it."
    ),
    "signed_other_things": "The signature does not cover %(subject)s. Open the list again, and sign it.",
    "no_key_to_sign": (
        "This is signed with a passkey, and you have enrolled none. Add one to your account and enrol it, "
        "then try again."
    ),
    "no_key_for_money": (
        "This is signed with a passkey for money, and you have enrolled none. Make one on the paymaster's "
        "page: open your keys to sign with."
    ),
    "passkey_wrong": (
        "This passkey does not sign in to this account, or its challenge is used or older than five minutes. "
        "Ask for a new challenge."
    ),
    "second_factor_kept": "This account kept its second factor. Activate it without a passkey.",
    "passkey_unreadable": "The answer of the device cannot be read. Add the passkey again.",
    "key_without_person": (
        "Only a person signs, and no person stands behind this account. Ask for an account of your own."
    ),
    "too_many_tokens": "This account has %(most)s tokens that are in force. End one first.",
}

"""The sentences of accounts and tokens."""

SENTENCES: dict[str, str] = {
    "token_without_name": "A token needs a name of at most 60 characters, so that it is found again.",
    "token_too_long": "A token lives for at most %(days)s days.",
    "account_closed": "The account %(name)s is closed.",
    "too_many_tokens": "This account has %(most)s tokens that are in force. End one first.",
}

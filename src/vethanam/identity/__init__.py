"""Who can sign in and sign: accounts, passkeys, signatures.

Decided here: whether an account may act at this moment. May enter: a sign-in name, a secret, a public key.
Never enters: a person's name, a phone number, an e-mail; the link to a person is kept in ``people``.
"""

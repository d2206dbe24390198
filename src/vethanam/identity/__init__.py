"""Accounts, passkeys and signatures.

This room decides whether an account may act now. It takes a sign-in name, a secret and a public key. It never
takes a person's name, a phone number or an e-mail; ``people`` links accounts to persons.
"""

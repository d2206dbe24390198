"""The demo's directorate, its acts, and the bank and treasury at the other end.

Decided here: the content and the officers of a sample database. Runs only on a database created as a sample.
May enter: files that anyone may edit. Never enters: data of a real person. No lower room imports this one.
"""

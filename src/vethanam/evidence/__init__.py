"""What an outsider can check: bundles for one person, one use, one payment, and the whole log.

Decided here: which leaves and which openings a bundle holds for whom. May enter: ids. Never enters: a contact, or
another person's record. The format and its verifiers are the ledger's; who may ask is the face's to decide.
"""

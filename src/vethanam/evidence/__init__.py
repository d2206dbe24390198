"""Files for outside verification: bundles for one person, one use, one payment, and the whole log.

This room decides which leaves and openings a bundle holds, by reader. It takes ids. It never takes a contact,
or another person's record. The ledger defines the format and its verifiers; the face decides who may ask.
"""

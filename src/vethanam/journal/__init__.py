"""The log that is kept: staged entries, leaves, signed heads.

Decided here: when an entry becomes a leaf, in which order, and when a head is signed. An entry is staged in
the transaction of the act it records, so neither stands without the other; one sequencer, the only holder
of the log key, takes what is committed, appends it to the tree and signs.

May enter: kinds, public facts, private facts to be committed to. Never enters: a contact, or anything
personal in a public part (:mod:`vethanam.ledger.leaves` refuses it).
"""

"""The stored log: staged entries, leaves, signed heads.

This room decides when an entry becomes a leaf, in which order, and when a head is signed. An entry is staged
in the transaction of its act, so both commit or neither does. One sequencer, the only holder of the log key,
appends committed entries to the tree and signs.

It takes kinds, public facts, and private facts to commit to. It never takes a contact, or personal data in a
public part (:mod:`vethanam.ledger.leaves` refuses it).
"""

"""The HTTP interface: one route an act, one a view, public data, and the description of all of it.

Decided here: which header carries the token, which status an answer has, how often an account may ask. May enter: tokens.
Never enters: a session, a rule. Acts and views are those of :mod:`vethanam.acts`.
"""

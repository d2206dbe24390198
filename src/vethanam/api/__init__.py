"""The HTTP API: one route per act, one per view, public data, and its OpenAPI description.

Decided here: the header that carries the token, the status of each answer, the rate limit of an account. May
enter: tokens.
Never enters: a session, a rule. Acts and views are those of :mod:`vethanam.acts`.
"""

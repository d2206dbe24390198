"""The data protection officer: uses, refusals, purposes, the ledger."""

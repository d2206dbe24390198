"""Uses of contacts, purposes and duties in words, for a person and for the officer."""

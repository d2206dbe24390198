"""A local body or the office of a scheme: applications, awards, life proofs, deaths."""

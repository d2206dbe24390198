"""Signing in, and the roles of an account."""

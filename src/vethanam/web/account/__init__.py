"""Signing in, and what an account may act as."""

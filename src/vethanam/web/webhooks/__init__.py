"""Webhooks for an administrator: what is sent where, what came of it, and what she can do about it."""

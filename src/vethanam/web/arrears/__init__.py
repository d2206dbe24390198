"""Arrears as an office, a person and finance see them."""

"""Payments outside a month's pay: surrender of earned leave, yearly bonus or festival allowance."""

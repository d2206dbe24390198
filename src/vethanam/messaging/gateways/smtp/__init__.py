"""E-mail, to the mail server at ``VETHANAM_SMTP``."""

from vethanam.messaging.gateways.smtp.gateway import SmtpGateway, configured, letter_text, second

__all__ = ["SmtpGateway", "configured", "letter_text", "second"]

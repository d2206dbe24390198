"""Gateways for sealed contacts: an officer's key, a recipient's folder, a printing press."""

from vethanam.messaging.gateways.sealed.gateway import FeedGateway, PrintGateway, RevealGateway, configured

__all__ = ["FeedGateway", "PrintGateway", "RevealGateway", "configured"]

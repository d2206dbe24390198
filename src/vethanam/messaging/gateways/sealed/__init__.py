"""The ways out for contacts that are sealed and not written to: an officer's key, a recipient's folder, a printing press."""

from vethanam.messaging.gateways.sealed.gateway import FeedGateway, PrintGateway, RevealGateway, configured

__all__ = ["FeedGateway", "PrintGateway", "RevealGateway", "configured"]

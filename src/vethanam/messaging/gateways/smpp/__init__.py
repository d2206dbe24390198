"""Short messages, to the SMSC at ``VETHANAM_SMPP``, if there is one."""

from vethanam.messaging.gateways.smpp.gateway import SmppGateway, configured, second

__all__ = ["SmppGateway", "configured", "second"]

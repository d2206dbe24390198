"""Short messages through the portal Mobile Seva of C-DAC, at ``VETHANAM_MGOV``, if there is one."""

from vethanam.messaging.gateways.mgov.gateway import MgovGateway, configured

__all__ = ["MgovGateway", "configured"]

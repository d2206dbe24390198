"""An administrator's pages of webhooks: addresses, deliveries, and acts on them."""

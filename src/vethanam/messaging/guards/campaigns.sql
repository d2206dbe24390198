-- A campaign has people, a secret of 32 bytes, and a sending time that ends after it begins.

ALTER TABLE messaging_campaign ADD CONSTRAINT messaging_campaign_secret CHECK (octet_length(secret) >= 32);
ALTER TABLE messaging_campaign ADD CONSTRAINT messaging_campaign_people CHECK (cardinality(members) > 0);
ALTER TABLE messaging_campaign ADD CONSTRAINT messaging_campaign_time CHECK (send_until > send_from);

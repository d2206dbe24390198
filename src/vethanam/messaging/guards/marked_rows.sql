-- Rows that `vethanam check` compares with the log (journal/guards/rowset.sql).
-- Columns in brackets may change without an entry.

KEEP ROWS OF messaging_askeduse, messaging_campaign, messaging_campaigndecline, messaging_campaignuse,
  messaging_contactnotice, messaging_messagetext, messaging_recipient, messaging_recipientend, messaging_registeredsender;

KEEP ROWS AND CHANGES OF messaging_askeduseanswer(is_queued);

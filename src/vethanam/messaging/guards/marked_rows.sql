-- Rows that `vethanam check` compares with the log (journal/guards/rowset.sql).
-- Columns in brackets may change without an entry.

KEEP ROWS OF messaging_askeduse, messaging_askeduseanswer(is_queued), messaging_campaign, messaging_campaigndecline, messaging_campaignuse,
  messaging_canary, messaging_canaryplanting, messaging_canaryproposal, messaging_canaryreached,
  messaging_contactnotice, messaging_messagetext, messaging_recipient, messaging_recipientend, messaging_registeredsender,
  messaging_registeredgateway, messaging_sendermanager, messaging_sendercredential, messaging_operatortext, messaging_operatortariff, messaging_countfile, messaging_factnotice, messaging_portalreport,
  messaging_registerlink, messaging_registerlinkdecision, messaging_registerlinkend, messaging_tester;

-- Rows that `vethanam check` compares with the log (journal/guards/rowset.sql).
-- Columns in brackets may change without an entry.

KEEP ROWS OF identity_account(is_active, language, last_login, password), identity_activation, identity_firstcode, identity_personmark, identity_resetagreement,
  identity_resetrequest, identity_signedact, identity_signingkey;

-- Rows that `vethanam check` compares with the log (journal/guards/rowset.sql).
-- Columns in brackets may change without an entry.

KEEP ROWS OF payments_benefitaccount, payments_benefitcredit, payments_benefitfilebody, payments_failedbenefit,
  payments_answer(credits_count, findings_count, leaf), payments_answerbody, payments_bankday,
  payments_bankterms, payments_credit, payments_failedleg, payments_filebody, payments_foundfile,
  payments_foundfiledecision, payments_foundtransfer(leg_id), payments_institution, payments_legaccount,
  payments_paymentleg(file_id, state), payments_reissue, payments_treasuryday;

KEEP ROWS AND CHANGES OF payments_bank, payments_branch, payments_institutionaccount,
  payments_paymentfile(acknowledged_at, handed_over_at, leaf, state);

-- Rows that `vethanam check` compares with the log (journal/guards/rowset.sql).
-- Columns in brackets may change without an entry.

KEEP ROWS OF payroll_arrearlist, payroll_billact, payroll_claim(state), payroll_compensatedline, payroll_compensation,
  payroll_compensationdecision, payroll_compensationtax, payroll_component,
  payroll_drawnelsewhere, payroll_lineanswer, payroll_lineobjection, payroll_linequestion,
  payroll_occasion, payroll_outsidevoucher, payroll_outsidevoucherdecision, payroll_payday,
  payroll_paygroup, payroll_recovery, payroll_refundline, payroll_resolution, payroll_signeddifference,
  payroll_wentlive;

KEEP ROWS AND CHANGES OF payroll_bill, payroll_billline, payroll_presentation, payroll_refund,
  payroll_run(done, outcome, state, step, total);

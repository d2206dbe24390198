-- Figures for the analyst role: sums of bills and lines, and people per post. They contain no person, number or name.
-- They run with their owner's rights, so the analyst needs no rights on the tables.

CREATE VIEW public.payroll_billfigures AS
SELECT b.number AS bill, b.drawn_in AS month, b.account_year, b.kind, b.state, c.code AS drawing_code, t.code AS treasury,
       h.code AS head, k.code AS bill_class, b.people, b.gross, b.deductions, b.net, v.voucher_date
  FROM public.payroll_bill b
  JOIN public.people_drawingcode c ON c.id = b.drawing_code_id
  JOIN public.people_treasury t ON t.id = b.treasury_id
  JOIN public.people_headofaccount h ON h.id = b.head_id
  JOIN public.people_billclass k ON k.id = b.bill_class_id
  LEFT JOIN public.payroll_presentation v ON v.bill_id = b.id AND v.voucher_number <> '';

CREATE VIEW public.payroll_linefigures AS
SELECT s.drawn_in AS month, l.for_month, c.code AS drawing_code, t.code AS treasury, h.code AS head, m.name AS component,
       m.kind, count(DISTINCT s.id) AS payslips, sum(l.amount)::bigint AS amount
  FROM public.payroll_payslip s
  CROSS JOIN LATERAL unnest(s.for_months, s.components, s.amounts) AS l(for_month, component, amount)
  JOIN public.payroll_component m ON m.code = l.component
  JOIN public.payroll_bill b ON b.id = s.bill_id
  JOIN public.people_drawingcode c ON c.id = b.drawing_code_id
  JOIN public.people_treasury t ON t.id = b.treasury_id
  JOIN public.people_headofaccount h ON h.id = b.head_id
 GROUP BY s.drawn_in, l.for_month, c.code, t.code, h.code, m.name, m.kind;

CREATE VIEW public.payroll_postfigures AS
SELECT c.code AS drawing_code, o.code AS office, o.district, p.code AS post, count(DISTINCT f.employment_id) AS people
  FROM public.service_book_posting f
  JOIN public.people_drawingcode c ON c.id = f.drawing_code_id
  JOIN public.people_office o ON o.id = f.office_id
  JOIN public.people_post p ON p.id = f.post_id
 WHERE NOT f.is_withdrawn AND NOT EXISTS (SELECT 1 FROM public.service_book_posting n WHERE n.supersedes_id = f.id)
   AND f.valid_from <= current_date AND (f.valid_until IS NULL OR f.valid_until >= current_date)
   AND EXISTS (SELECT 1 FROM public.service_book_verification v WHERE v.kind = 'posting' AND v.fact = f.id)
 GROUP BY c.code, o.code, o.district, p.code;

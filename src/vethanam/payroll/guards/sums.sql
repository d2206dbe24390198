-- Figures for the role analyst: sums of bills and lines, and how many hold each post. No person, number or name is in them.
-- They run with their owner's rights, so that the analyst needs none on the tables.
--
-- No figure of fewer than five persons can be read in them, or worked out by taking shown figures from a shown total:
-- * A bill of fewer than five has no figures here. A sum of a bill is shown where five or more persons have a part in it.
-- * Lines are summed within one bill, which never changes: reading a view before and after another bill tells nothing.
-- * In each bill and kind, the lines of fewer than five payslips are put together into one row, others. As the total of the
--   bill less its shown lines is that row, the smallest line of five or more goes into it too: the row is of five or more
--   persons and of two or more lines. Where it is not, the bill shows neither the row nor a total of the kind.
-- * Posts likewise, within a drawing code.

CREATE VIEW public.payroll_billfigures AS
SELECT b.number AS bill, b.drawn_in AS month, b.account_year, b.kind, b.state, c.code AS drawing_code, t.code AS treasury,
       h.code AS head, k.code AS bill_class, b.people,
       CASE WHEN p.earn >= 5 THEN b.gross END AS gross,
       CASE WHEN p.earn >= 5 AND (p.deducted >= 5 OR p.deducted = 0) THEN b.deductions END AS deductions,
       CASE WHEN p.earn >= 5 AND (p.deducted >= 5 OR p.deducted = 0) THEN b.net END AS net, v.voucher_date
  FROM public.payroll_bill b
  JOIN public.people_drawingcode c ON c.id = b.drawing_code_id
  JOIN public.people_treasury t ON t.id = b.treasury_id
  JOIN public.people_headofaccount h ON h.id = b.head_id
  JOIN public.people_billclass k ON k.id = b.bill_class_id
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE s.gross <> 0) AS earn, count(*) FILTER (WHERE s.deductions <> 0) AS deducted
      FROM public.payroll_payslip s WHERE s.bill_id = b.id AND s.drawn_in = b.drawn_in) p
  LEFT JOIN public.payroll_presentation v ON v.bill_id = b.id AND v.voucher_number <> ''
 WHERE b.people >= 5;

CREATE VIEW public.payroll_linefigures AS
WITH line AS NOT MATERIALIZED (
  SELECT s.drawn_in, s.bill_id, s.id AS payslip, l.for_month, m.name AS component, m.kind, l.amount
    FROM public.payroll_payslip s
    CROSS JOIN LATERAL unnest(s.for_months, s.components, s.amounts) AS l(for_month, component, amount)
    JOIN public.payroll_component m ON m.code = l.component
), cell AS NOT MATERIALIZED (
  SELECT drawn_in, bill_id, kind, for_month, component, count(DISTINCT payslip) AS payslips, sum(amount)::bigint AS amount
    FROM line GROUP BY drawn_in, bill_id, kind, for_month, component
), told AS NOT MATERIALIZED (
  SELECT cell.*, payslips < 5 OR (
           bool_or(payslips < 5) OVER (PARTITION BY drawn_in, bill_id, kind)
           AND 1 = row_number() OVER (PARTITION BY drawn_in, bill_id, kind, payslips >= 5 ORDER BY payslips, component, for_month)
         ) AS is_put_together
    FROM cell
), shown AS NOT MATERIALIZED (
  SELECT drawn_in, bill_id, kind, for_month, component, payslips, amount FROM told WHERE NOT is_put_together
  UNION ALL
  SELECT line.drawn_in, line.bill_id, line.kind, NULL, 'others', count(DISTINCT line.payslip), sum(line.amount)::bigint
    FROM line JOIN told USING (drawn_in, bill_id, kind, for_month, component) WHERE told.is_put_together
   GROUP BY line.drawn_in, line.bill_id, line.kind HAVING count(DISTINCT line.payslip) >= 5
)
SELECT b.number AS bill, s.drawn_in AS month, s.for_month, c.code AS drawing_code, t.code AS treasury, h.code AS head,
       s.component, s.kind, s.payslips, s.amount
  FROM shown s
  JOIN public.payroll_bill b ON b.id = s.bill_id
  JOIN public.people_drawingcode c ON c.id = b.drawing_code_id
  JOIN public.people_treasury t ON t.id = b.treasury_id
  JOIN public.people_headofaccount h ON h.id = b.head_id;

CREATE VIEW public.payroll_postfigures AS
WITH cell AS (
  SELECT c.code AS drawing_code, o.code AS office, o.district, p.code AS post, count(DISTINCT f.employment_id) AS people
    FROM public.service_book_posting f
    JOIN public.people_drawingcode c ON c.id = f.drawing_code_id
    JOIN public.people_office o ON o.id = f.office_id
    JOIN public.people_post p ON p.id = f.post_id
    JOIN public.service_book_standing s ON s.kind = 'posting' AND s.fact = f.id
   WHERE s.counts AND f.valid_from <= current_date AND (f.valid_until IS NULL OR f.valid_until >= current_date)
   GROUP BY c.code, o.code, o.district, p.code
), told AS (
  SELECT cell.*, people < 5 OR (
           bool_or(people < 5) OVER (PARTITION BY drawing_code)
           AND 1 = row_number() OVER (PARTITION BY drawing_code, people >= 5 ORDER BY people, office, post)
         ) AS is_put_together
    FROM cell
)
SELECT drawing_code, office, district, post, people::bigint AS people FROM told WHERE NOT is_put_together
UNION ALL
SELECT drawing_code, NULL, NULL, 'others', sum(people)::bigint FROM told WHERE is_put_together
 GROUP BY drawing_code HAVING sum(people) >= 5;

-- The outcome of the payments of each bill.

CREATE VIEW payments_settlement WITH (security_invoker = true) AS
SELECT bill_id, payee,
       count(*) AS legs,
       sum(amount)::bigint AS instructed,
       coalesce(sum(amount) FILTER (WHERE outcome = 'settled'), 0)::bigint AS settled,
       coalesce(sum(amount) FILTER (WHERE outcome = 'rejected'), 0)::bigint AS rejected,
       coalesce(sum(amount) FILTER (WHERE outcome = 'returned'), 0)::bigint AS returned,
       coalesce(sum(amount) FILTER (WHERE outcome = 'open'), 0)::bigint AS open,
       count(*) FILTER (WHERE outcome = 'settled') AS legs_settled,
       count(*) FILTER (WHERE outcome = 'rejected') AS legs_rejected,
       count(*) FILTER (WHERE outcome = 'returned') AS legs_returned,
       count(*) FILTER (WHERE outcome = 'open') AS legs_open
FROM (
  SELECT leg.bill_id, leg.payee, leg.amount,
         CASE WHEN bool_or(event.kind = 'returned') THEN 'returned'
              WHEN bool_or(event.kind = 'credited') THEN 'settled'
              WHEN bool_or(event.kind = 'rejected') THEN 'rejected'
              ELSE 'open' END AS outcome
  FROM payments_paymentleg leg
  LEFT JOIN payments_credit event ON event.leg_id = leg.id AND event.hop = 1
  WHERE leg.state <> 'withheld'
    AND NOT EXISTS (SELECT 1 FROM payments_paymentleg later WHERE later.replaces_id = leg.id)
  GROUP BY leg.id
) AS head
GROUP BY bill_id, payee;

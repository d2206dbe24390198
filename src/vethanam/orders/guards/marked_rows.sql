-- Rows that `vethanam check` compares with the log (journal/guards/rowset.sql).
-- Columns in brackets may change without an entry.

KEEP ROWS OF orders_figure, orders_order, orders_ordereffect, orders_orderscan, orders_scanwithdrawal;

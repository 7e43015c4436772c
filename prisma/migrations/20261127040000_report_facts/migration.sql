-- What reports count, one row a fact. They are views: nothing is kept twice, so nothing can differ from what it was counted from.

-- A line in the books, told in the direction in which its account grows: money that came into a till is above zero, what left it below.
CREATE VIEW fact_book_lines AS
SELECT e.id::text AS id, e.amount * a.side AS amount, a.kind, a.unit, t.act, t.at, t.business_date,
  coalesce(a.store_id, t.store_id) AS store_id, coalesce(a.customer_id, t.customer_id) AS customer_id, t.order_id, t.booking_id, t.card_id
FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id JOIN ledger_transactions t ON t.id = e.transaction_id;

-- An order with the moment of its first payment. `first_of_customer`: no other order of hers was paid before.
CREATE VIEW fact_orders AS
SELECT o.id, o.code, o.store_id, o.customer_id, o.line_id, o.seller_id, o.phase, o.stage, o.list_fen, o.discount_fen + o.benefit_fen AS discount_fen,
  o.billed_fen, o.paid_fen, o.billed_fen - o.paid_fen AS owed_fen, o.cost_fen, o.billed_fen - o.cost_fen AS margin_fen, o.created_at, p.paid_at,
  p.paid_at IS NOT NULL AND o.phase IN ('open', 'closed') AND NOT EXISTS (
    SELECT 1 FROM orders b JOIN order_payments q ON q.order_id = b.id AND q.kind IN ('payment', 'deposit', 'card')
    WHERE b.customer_id = o.customer_id AND b.id <> o.id AND b.phase IN ('open', 'closed') AND (q.at, b.id) < (p.paid_at, o.id)) AS first_of_customer
FROM orders o LEFT JOIN LATERAL (
  SELECT min(q.at) AS paid_at FROM order_payments q WHERE q.order_id = o.id AND q.kind IN ('payment', 'deposit', 'card')) p ON true;

-- What an order's line came to: after a refund only what was kept of it.
CREATE VIEW fact_order_lines AS
SELECT l.id, l.order_id, l.item_id, l.state, l.sold->>'kind' AS kind, (l.sold->>'quantity')::int AS quantity,
  CASE l.state WHEN 'sold' THEN l.total_fen ELSE l.kept_fen END AS total_fen
FROM order_lines l;

-- Money of orders, shared among those who sold it: percent by percent, so that the parts are the whole to the fen. Stored value that
-- pays an order was sold with its card and is not counted again. Without shares it is the seller's.
CREATE VIEW fact_staff_sales AS
SELECT p.id || '/' || s.staff_id AS id, p.order_id, o.store_id, o.customer_id, s.staff_id, p.at,
  CASE p.kind WHEN 'refund' THEN -1 ELSE 1 END * (floor(p.amount_fen::numeric * s.until / 100) - floor(p.amount_fen::numeric * s.from_percent / 100))::int AS amount_fen
FROM order_payments p JOIN orders o ON o.id = p.order_id CROSS JOIN LATERAL (
  SELECT h.staff_id, sum(h.percent) OVER (ORDER BY h.position, h.staff_id) AS until, sum(h.percent) OVER (ORDER BY h.position, h.staff_id) - h.percent AS from_percent
  FROM order_shares h WHERE h.order_id = o.id
  UNION ALL
  SELECT o.seller_id, 100, 0 WHERE o.seller_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM order_shares h WHERE h.order_id = o.id)) s
WHERE p.card_id IS NULL;

-- A person's part in a booking.
CREATE VIEW fact_jobs AS
SELECT r.id, r.booking_id, u.staff_id, b.store_id, b.customer_id, b.service_id, b.state, r.serves_from AS starts_at,
  (extract(epoch FROM r.serves_until - r.serves_from) / 60)::int AS minutes
FROM reservations r JOIN resource_units u ON u.id = r.unit_id JOIN bookings b ON b.id = r.booking_id
WHERE u.staff_id IS NOT NULL AND r.kind = 'booking';

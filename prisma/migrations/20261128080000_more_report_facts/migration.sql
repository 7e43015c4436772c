-- More of what reports count. Views, like those before them: nothing is kept twice.

-- When an order that is over came to its last step.
CREATE OR REPLACE VIEW fact_orders AS
SELECT o.id, o.code, o.store_id, o.customer_id, o.line_id, o.seller_id, o.phase, o.stage, o.list_fen, o.discount_fen + o.benefit_fen AS discount_fen,
  o.billed_fen, o.paid_fen, o.billed_fen - o.paid_fen AS owed_fen, o.cost_fen, o.billed_fen - o.cost_fen AS margin_fen, o.created_at, p.paid_at,
  p.paid_at IS NOT NULL AND o.phase IN ('open', 'closed') AND NOT EXISTS (
    SELECT 1 FROM orders b JOIN order_payments q ON q.order_id = b.id AND q.kind IN ('payment', 'deposit', 'card')
    WHERE b.customer_id = o.customer_id AND b.id <> o.id AND b.phase IN ('open', 'closed') AND (q.at, b.id) < (p.paid_at, o.id)) AS first_of_customer,
  s.closed_at, (extract(epoch FROM s.closed_at - o.created_at) / 86400)::numeric(12, 4) AS cycle_days
FROM orders o LEFT JOIN LATERAL (
  SELECT min(q.at) AS paid_at FROM order_payments q WHERE q.order_id = o.id AND q.kind IN ('payment', 'deposit', 'card')) p ON true
LEFT JOIN LATERAL (SELECT max(t.at) AS closed_at FROM order_steps t WHERE t.order_id = o.id AND o.phase = 'closed') s ON true;

-- With what a line cost, and which customer's purchase of which item it is.
CREATE OR REPLACE VIEW fact_order_lines AS
SELECT l.id, l.order_id, l.item_id, l.state, l.sold->>'kind' AS kind, (l.sold->>'quantity')::int AS quantity,
  CASE l.state WHEN 'sold' THEN l.total_fen ELSE l.kept_fen END AS total_fen,
  CASE l.state WHEN 'sold' THEN l.total_fen - (l.sold->>'costFen')::int ELSE l.kept_fen END AS margin_fen,
  o.customer_id || '/' || l.item_id AS pair_id
FROM order_lines l JOIN orders o ON o.id = l.order_id;

-- How long an order stood at each of its steps: until it came to the next one that it reached.
CREATE VIEW fact_order_stages AS
SELECT t.order_id || '/' || t.stage AS id, t.order_id, o.store_id, o.customer_id,
  coalesce((SELECT e->>'name' FROM jsonb_array_elements(o.stages) e WHERE e->>'key' = t.stage LIMIT 1), t.stage) AS stage, t.at AS entered_at, n.left_at,
  (extract(epoch FROM n.left_at - t.at) / 86400)::numeric(12, 4) AS days
FROM order_steps t JOIN orders o ON o.id = t.order_id
LEFT JOIN LATERAL (SELECT min(x.at) AS left_at FROM order_steps x WHERE x.order_id = t.order_id AND x.at > t.at) n ON true;

-- A customer's way: known, booked, here, bought, bought again; and what she has spent, in the region of her store.
CREATE VIEW fact_journeys AS
SELECT c.id, c.id AS customer_id, c.store_id, c.name, c.created_at, b.booked_at, b.visited_at, s.bought_at, s.again_at, coalesce(s.spent_fen, 0)::bigint AS spent_fen,
  coalesce(g.name, '') AS region
FROM customers c LEFT JOIN stores h ON h.id = c.store_id LEFT JOIN regions g ON g.id = h.region_id
LEFT JOIN LATERAL (SELECT min(k.created_at) AS booked_at, min(k.starts_at) FILTER (WHERE k.state IN ('checked_in', 'in_service', 'done')) AS visited_at
  FROM bookings k WHERE k.customer_id = c.id) b ON true
LEFT JOIN LATERAL (SELECT min(p.at) AS bought_at, (array_agg(p.at ORDER BY p.at))[2] AS again_at, sum(p.billed_fen) AS spent_fen
  FROM (SELECT o.billed_fen, (SELECT min(q.at) FROM order_payments q WHERE q.order_id = o.id AND q.kind IN ('payment', 'deposit', 'card')) AS at
    FROM orders o WHERE o.customer_id = c.id AND o.phase IN ('open', 'closed')) p WHERE p.at IS NOT NULL) s ON true
WHERE c.merged_into_id IS NULL;

-- Whoever bought an item, once an item.
CREATE VIEW fact_item_buyers AS
SELECT DISTINCT o.customer_id || '/' || l.item_id AS id, o.customer_id, l.item_id
FROM order_lines l JOIN orders o ON o.id = l.order_id
WHERE o.phase IN ('open', 'closed') AND EXISTS (SELECT 1 FROM order_payments q WHERE q.order_id = o.id AND q.kind IN ('payment', 'deposit', 'card'));

-- Each buyer of an item beside each other item that is sold: whether she bought that too.
CREATE VIEW fact_item_pairs AS
SELECT a.id || '/' || i.id AS id, a.customer_id, a.item_id, i.id AS other_id, b.id IS NOT NULL AS together
FROM fact_item_buyers a JOIN catalogue_items i ON i.id <> a.item_id LEFT JOIN fact_item_buyers b ON b.customer_id = a.customer_id AND b.item_id = i.id;

-- Something that a member was asked to do; of the first of her stores.
CREATE VIEW fact_todos AS
SELECT t.token || '/' || t.person_id AS id, t.title, t.person_id AS staff_id, (SELECT min(s.store_id::text)::uuid FROM staff_stores s WHERE s.staff_id = t.person_id) AS store_id,
  t.state, t.opened_at, t.due_at, t.ended_at, t.state = 'done' AND t.ended_at <= t.due_at AS in_time
FROM flow_tasks t WHERE t.kind = 'task';

-- Income that was earned by serving, shared among those who served, so that the parts are the whole to the fen.
CREATE VIEW fact_performed AS
SELECT e.id || '/' || j.staff_id AS id, e.booking_id, e.store_id, e.customer_id, j.staff_id, j.service_id, e.business_date,
  (floor(e.amount::numeric * j.place / j.people) - floor(e.amount::numeric * (j.place - 1) / j.people))::int AS amount_fen
FROM fact_book_lines e JOIN LATERAL (
  SELECT s.staff_id, s.service_id, row_number() OVER (ORDER BY s.staff_id) AS place, count(*) OVER () AS people
  FROM (SELECT DISTINCT f.staff_id, f.service_id FROM fact_jobs f WHERE f.booking_id = e.booking_id) s) j ON true
WHERE e.kind = 'revenue' AND e.booking_id IS NOT NULL;

-- What is still to be paid, by the day on which it is due: payments fill the earliest first. Without a plan all of it is due when it was ordered.
CREATE VIEW fact_receivables AS
SELECT o.id || '/' || i.position AS id, o.id AS order_id, o.store_id, o.customer_id, i.due_on,
  greatest(0, least(i.amount_fen, i.until - o.paid_fen))::int AS amount_fen
FROM orders o CROSS JOIN LATERAL (
  SELECT n.position, n.due_on, n.amount_fen, sum(n.amount_fen) OVER (ORDER BY n.position) AS until FROM order_instalments n WHERE n.order_id = o.id
  UNION ALL
  SELECT 0, (o.created_at AT TIME ZONE 'Asia/Shanghai')::date, o.billed_fen, o.billed_fen
  WHERE NOT EXISTS (SELECT 1 FROM order_instalments n WHERE n.order_id = o.id)) i
WHERE o.phase IN ('open', 'closed') AND greatest(0, least(i.amount_fen, i.until - o.paid_fen)) > 0;

-- A customer becomes a member with her first card.
CREATE VIEW fact_members AS
SELECT DISTINCT ON (k.customer_id) k.id, k.code, k.customer_id, k.store_id, k.sold_at FROM cards k WHERE k.state <> 'refunded' ORDER BY k.customer_id, k.sold_at, k.id;

-- What reports count of records that the shop makes up, sums that are kept by the day, and what the shop decides about its numbers.

-- Which field of a kind of record reports take for what (`means` of domain/forms/record-type.ts).
CREATE VIEW record_meanings AS
SELECT t.entity, t.label, m.fields FROM record_types t CROSS JOIN LATERAL (
  SELECT jsonb_object_agg(f->>'means', f->>'id') AS fields FROM jsonb_array_elements(t.spec->'fields') f
  WHERE f ? 'means' AND coalesce(f->>'retired', '') <> 'true') m
WHERE m.fields IS NOT NULL;

-- A record with its meanings, and the first customer and member that it links to. Rows of tables belong to their record and are none.
CREATE VIEW record_facts AS
SELECT r.id, m.entity, m.label AS kind, m.fields, r.custom, r.store_id, r.created_at,
  (SELECT cf_uuid(l.to_id) FROM record_links l WHERE l.from_id = r.id AND l.to_entity = 'customer' AND l.field_id IS DISTINCT FROM m.fields->>'referred'
   ORDER BY l.field_id, l.position LIMIT 1) AS customer_id,
  (SELECT cf_uuid(l.to_id) FROM record_links l WHERE l.from_id = r.id AND l.to_entity = 'staff' ORDER BY l.field_id, l.position LIMIT 1) AS staff_id
FROM records r JOIN record_meanings m ON m.entity = r.entity WHERE r.deleted_at IS NULL AND r.parent_id IS NULL;

-- A choice or a text of a record in words: what a channel or a reason is called, whatever its option's id.
CREATE FUNCTION record_word(kind text, field text, custom jsonb) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT o->>'label' FROM record_types t, jsonb_array_elements(t.spec->'fields') f, jsonb_array_elements(coalesce(f->'options', '[]')) o
    WHERE t.entity = kind AND f->>'id' = field AND o->>'id' = cf_text(custom->field) LIMIT 1), nullif(cf_text(custom->field), '')) $$;

-- What a customer answered: stars, and how likely she is to recommend the shop.
CREATE VIEW fact_surveys AS
SELECT r.id, r.kind, coalesce(r.store_id, c.store_id) AS store_id, r.customer_id, r.staff_id, r.created_at AS at,
  cf_num(r.custom->(r.fields->>'stars')) AS stars, cf_num(r.custom->(r.fields->>'recommend')) AS recommend
FROM record_facts r LEFT JOIN customers c ON c.id = r.customer_id WHERE r.fields ?| ARRAY['stars', 'recommend'];

-- Work with a beginning, a date by which it is due, and an end.
CREATE VIEW fact_projects AS
SELECT r.id, r.kind, coalesce(r.store_id, c.store_id) AS store_id, r.customer_id, r.staff_id, r.created_at,
  coalesce(cf_date(left(r.custom->>(r.fields->>'startedOn'), 10)), (r.created_at AT TIME ZONE 'Asia/Shanghai')::date) AS started_on,
  cf_date(left(r.custom->>(r.fields->>'signedOn'), 10)) AS signed_on, cf_date(left(r.custom->>(r.fields->>'dueOn'), 10)) AS due_on,
  cf_date(left(r.custom->>(r.fields->>'finishedOn'), 10)) AS finished_on,
  record_word(r.entity, r.fields->>'delayReason', r.custom) AS delay_reason, record_word(r.entity, r.fields->>'lostReason', r.custom) AS lost_reason,
  coalesce(record_word(r.entity, r.fields->>'channel', r.custom), nullif(c.source, '')) AS channel,
  cf_num(r.custom->(r.fields->>'revisions')) AS revisions, cf_num(r.custom->(r.fields->>'addedScope'))::bigint AS added_fen
FROM record_facts r LEFT JOIN customers c ON c.id = r.customer_id WHERE r.fields ?| ARRAY['dueOn', 'finishedOn', 'signedOn', 'revisions'];

-- Money that was spent to be found, by channel.
CREATE VIEW fact_ad_spends AS
SELECT r.id, r.kind, r.store_id, coalesce(cf_date(left(r.custom->>(r.fields->>'spentOn'), 10)), (r.created_at AT TIME ZONE 'Asia/Shanghai')::date) AS day,
  cf_num(r.custom->(r.fields->>'spend'))::bigint AS amount_fen, record_word(r.entity, r.fields->>'channel', r.custom) AS channel
FROM record_facts r WHERE r.fields ? 'spend';

-- Whom a customer brought.
CREATE VIEW fact_referrals AS
SELECT r.id, r.store_id, r.customer_id, r.created_at AS at,
  (SELECT cf_uuid(l.to_id) FROM record_links l WHERE l.from_id = r.id AND l.field_id = r.fields->>'referred' ORDER BY l.position LIMIT 1) AS referred_id
FROM record_facts r WHERE r.fields ? 'referred';

-- Where customers come from, as they are called.
CREATE VIEW fact_channels AS
SELECT DISTINCT name AS id, name FROM (SELECT c.source AS name FROM customers c UNION SELECT channel FROM fact_ad_spends UNION SELECT channel FROM fact_projects) s WHERE name <> '';

-- Hours on a roster: what booked hours are measured against.
CREATE VIEW fact_shifts AS
SELECT s.id, u.staff_id, s.store_id, s.starts_at, (extract(epoch FROM s.ends_at - s.starts_at) / 60)::int AS minutes
FROM shifts s JOIN resource_units u ON u.id = s.unit_id WHERE u.staff_id IS NOT NULL;

-- With the channel that the order's customer came by.
CREATE OR REPLACE VIEW fact_orders AS
SELECT o.id, o.code, o.store_id, o.customer_id, o.line_id, o.seller_id, o.phase, o.stage, o.list_fen, o.discount_fen + o.benefit_fen AS discount_fen,
  o.billed_fen, o.paid_fen, o.billed_fen - o.paid_fen AS owed_fen, o.cost_fen, o.billed_fen - o.cost_fen AS margin_fen, o.created_at, p.paid_at,
  p.paid_at IS NOT NULL AND o.phase IN ('open', 'closed') AND NOT EXISTS (
    SELECT 1 FROM orders b JOIN order_payments q ON q.order_id = b.id AND q.kind IN ('payment', 'deposit', 'card')
    WHERE b.customer_id = o.customer_id AND b.id <> o.id AND b.phase IN ('open', 'closed') AND (q.at, b.id) < (p.paid_at, o.id)) AS first_of_customer,
  s.closed_at, (extract(epoch FROM s.closed_at - o.created_at) / 86400)::numeric(12, 4) AS cycle_days,
  nullif(h.source, '') AS channel
FROM orders o LEFT JOIN customers h ON h.id = o.customer_id LEFT JOIN LATERAL (
  SELECT min(q.at) AS paid_at FROM order_payments q WHERE q.order_id = o.id AND q.kind IN ('payment', 'deposit', 'card')) p ON true
LEFT JOIN LATERAL (SELECT max(t.at) AS closed_at FROM order_steps t WHERE t.order_id = o.id AND o.phase = 'closed') s ON true;

-- With how the order ended: it went on to the next step or was finished, or it was given up, and why.
CREATE OR REPLACE VIEW fact_order_stages AS
SELECT t.order_id || '/' || t.stage AS id, t.order_id, o.store_id, o.customer_id,
  coalesce((SELECT e->>'name' FROM jsonb_array_elements(o.stages) e WHERE e->>'key' = t.stage LIMIT 1), t.stage) AS stage, t.at AS entered_at, n.left_at,
  (extract(epoch FROM n.left_at - t.at) / 86400)::numeric(12, 4) AS days,
  o.phase, n.left_at IS NOT NULL OR o.phase = 'closed' AS passed, nullif(o.reason, '') AS reason
FROM order_steps t JOIN orders o ON o.id = t.order_id
LEFT JOIN LATERAL (SELECT min(x.at) AS left_at FROM order_steps x WHERE x.order_id = t.order_id AND x.at > t.at) n ON true;

-- With how many of all buyers bought the other item: what buying both is measured against.
CREATE OR REPLACE VIEW fact_item_pairs AS
WITH buyers AS MATERIALIZED (SELECT * FROM fact_item_buyers), rates AS MATERIALIZED (
  SELECT b.item_id, count(*)::numeric / (SELECT count(DISTINCT customer_id) FROM buyers) AS rate FROM buyers b GROUP BY b.item_id)
SELECT a.id || '/' || i.id AS id, a.customer_id, a.item_id, i.id AS other_id, b.id IS NOT NULL AS together, coalesce(r.rate, 0) AS other_rate
FROM buyers a JOIN catalogue_items i ON i.id <> a.item_id LEFT JOIN buyers b ON b.customer_id = a.customer_id AND b.item_id = i.id
LEFT JOIN rates r ON r.item_id = i.id;

-- What the shop decides about its numbers: one row; without it the defaults of config/kpi.ts.
CREATE TABLE "report_settings" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" INTEGER NOT NULL DEFAULT 1,
    "settings" JSONB NOT NULL,
    "staff_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_settings_pkey" PRIMARY KEY ("id")
);
ALTER TABLE report_settings ADD CONSTRAINT report_settings_one_row CHECK (id = 1);

-- Sums by the day. They are worked out anew from the source, never added to, so they cannot drift.
CREATE TABLE "report_rollups" (
    "id" TEXT NOT NULL,
    "spec" TEXT NOT NULL,
    "until" DATE NOT NULL,
    "built_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_rollups_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "report_rollup_rows" (
    "id" BIGSERIAL NOT NULL,
    "rollup" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "d0" TEXT,
    "d1" TEXT,
    "d2" TEXT,
    "n" INTEGER NOT NULL,
    "s0" BIGINT NOT NULL DEFAULT 0,
    "s1" BIGINT NOT NULL DEFAULT 0,
    "s2" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "report_rollup_rows_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "report_rollup_rows_rollup_day_idx" ON "report_rollup_rows"("rollup", "day");

-- Whose orders (`customer`) or which day of the books (`day`) changed since the sums were worked out: written with the change itself, so a
-- reader always knows which days she must count from the source. Only ever added to, so nobody who writes waits for anybody.
CREATE TABLE "report_touched" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,

    CONSTRAINT "report_touched_pkey" PRIMARY KEY ("id")
);

CREATE FUNCTION touch_orders() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_TABLE_NAME = 'orders' THEN
    INSERT INTO report_touched (kind, key) SELECT DISTINCT 'customer', w.id::text
    FROM before b JOIN after a ON a.id = b.id CROSS JOIN LATERAL (VALUES (a.customer_id), (b.customer_id)) w (id)
    WHERE (a.phase, a.customer_id, a.store_id, a.billed_fen, a.discount_fen, a.benefit_fen, a.cost_fen) <> (b.phase, b.customer_id, b.store_id, b.billed_fen, b.discount_fen, b.benefit_fen, b.cost_fen)
      OR a.seller_id IS DISTINCT FROM b.seller_id;
  ELSE
    INSERT INTO report_touched (kind, key) SELECT DISTINCT 'customer', o.customer_id::text FROM changed c JOIN orders o ON o.id = c.order_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER orders_touch AFTER UPDATE ON orders REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION touch_orders();
CREATE TRIGGER order_payments_touch AFTER INSERT ON order_payments REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touch_orders();
CREATE TRIGGER order_lines_touch_new AFTER INSERT ON order_lines REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touch_orders();
CREATE TRIGGER order_lines_touch AFTER UPDATE ON order_lines REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touch_orders();
CREATE TRIGGER order_lines_touch_gone AFTER DELETE ON order_lines REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touch_orders();
CREATE TRIGGER order_shares_touch_new AFTER INSERT ON order_shares REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touch_orders();
CREATE TRIGGER order_shares_touch AFTER UPDATE ON order_shares REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touch_orders();
CREATE TRIGGER order_shares_touch_gone AFTER DELETE ON order_shares REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touch_orders();

CREATE FUNCTION touch_books() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO report_touched (kind, key) SELECT DISTINCT 'day', business_date::text FROM changed;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_transactions_touch AFTER INSERT ON ledger_transactions REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touch_books();

-- The days on which what was touched may count: all payments of all orders of a customer, for which of her orders is the first may have changed.
CREATE VIEW fact_touched AS
SELECT 'orders' AS source, (p.at AT TIME ZONE 'Asia/Shanghai')::date AS day
FROM report_touched t JOIN orders o ON o.customer_id = cf_uuid(t.key) JOIN order_payments p ON p.order_id = o.id WHERE t.kind = 'customer'
UNION SELECT 'books', cf_date(t.key) FROM report_touched t WHERE t.kind = 'day';

CREATE TABLE "ledger_accounts" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "side" INTEGER NOT NULL,
    "guarded" BOOLEAN NOT NULL,
    "balance" BIGINT NOT NULL DEFAULT 0,
    "store_id" UUID,
    "customer_id" UUID,
    "holder_id" UUID,

    CONSTRAINT "ledger_accounts_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "ledger_transactions" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "business_date" DATE NOT NULL,
    "store_id" UUID,
    "customer_id" UUID,
    "booking_id" UUID,
    "order_id" UUID,
    "card_id" UUID,
    "payment_id" UUID,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "reverses_id" UUID,

    CONSTRAINT "ledger_transactions_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "ledger_entries" (
    "id" BIGSERIAL NOT NULL,
    "transaction_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "amount" BIGINT NOT NULL,
    "balance_after" BIGINT,

    CONSTRAINT "ledger_entries_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "ledger_checkpoints" (
    "account_id" UUID NOT NULL,
    "entry_id" BIGINT NOT NULL,
    "balance" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_checkpoints_pkey" PRIMARY KEY ("account_id","entry_id")
);
CREATE UNIQUE INDEX "ledger_accounts_key_key" ON "ledger_accounts"("key");
CREATE INDEX "ledger_accounts_customer_id_idx" ON "ledger_accounts"("customer_id");
CREATE INDEX "ledger_accounts_holder_id_idx" ON "ledger_accounts"("holder_id");
CREATE INDEX "ledger_accounts_kind_store_id_idx" ON "ledger_accounts"("kind", "store_id");
CREATE UNIQUE INDEX "ledger_transactions_key_key" ON "ledger_transactions"("key");
CREATE UNIQUE INDEX "ledger_transactions_reverses_id_key" ON "ledger_transactions"("reverses_id");
CREATE INDEX "ledger_transactions_customer_id_at_idx" ON "ledger_transactions"("customer_id", "at" DESC);
CREATE INDEX "ledger_transactions_booking_id_idx" ON "ledger_transactions"("booking_id");
CREATE INDEX "ledger_transactions_order_id_idx" ON "ledger_transactions"("order_id");
CREATE INDEX "ledger_transactions_card_id_idx" ON "ledger_transactions"("card_id");
CREATE INDEX "ledger_transactions_store_id_business_date_idx" ON "ledger_transactions"("store_id", "business_date");
CREATE INDEX "ledger_entries_transaction_id_idx" ON "ledger_entries"("transaction_id");
CREATE INDEX "ledger_entries_account_id_id_idx" ON "ledger_entries"("account_id", "id");
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "ledger_transactions" ADD CONSTRAINT "ledger_transactions_reverses_id_fkey" FOREIGN KEY ("reverses_id") REFERENCES "ledger_transactions"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_transaction_id_fkey" FOREIGN KEY ("transaction_id") REFERENCES "ledger_transactions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "ledger_accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "ledger_checkpoints" ADD CONSTRAINT "ledger_checkpoints_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "ledger_accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's language cannot say.

ALTER TABLE ledger_accounts
  ADD CONSTRAINT ledger_accounts_values CHECK (side IN (1, -1) AND unit IN ('fen', 'session', 'point') AND (guarded OR balance = 0)),
  -- Nobody ever spends what is not there, on however many devices at once.
  ADD CONSTRAINT ledger_accounts_never_negative CHECK (balance >= 0);
ALTER TABLE ledger_entries
  ADD CONSTRAINT ledger_entries_amount CHECK (amount <> 0 AND amount BETWEEN -1000000000000 AND 1000000000000);

-- A purse's balance follows its entries, whoever writes them. Trap: the row lock on the purse is taken here, in the order in which the
-- lines arrive; ledger_post sorts them by key, so that two acts on the same purses stand in line instead of blocking each other.
CREATE FUNCTION ledger_keep_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE ledger_accounts SET balance = balance + NEW.amount * side WHERE id = NEW.account_id AND guarded RETURNING balance INTO NEW.balance_after;
  IF FOUND THEN
    -- Numbered anew once it is its turn: a purse's lines are then in the order in which its balance went.
    NEW.id := nextval('ledger_entries_id_seq');
  ELSE
    NEW.balance_after := NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_entries_balance BEFORE INSERT ON ledger_entries FOR EACH ROW EXECUTE FUNCTION ledger_keep_balance();

-- Every transaction's lines come in one statement and sum up to zero in every unit.
CREATE FUNCTION ledger_refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM added e JOIN ledger_accounts a ON a.id = e.account_id GROUP BY e.transaction_id, a.unit HAVING sum(e.amount) <> 0) THEN
    RAISE EXCEPTION 'the lines of a transaction do not sum up to zero' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_balanced';
  END IF;
  IF EXISTS (SELECT 1 FROM (SELECT transaction_id, min(id) AS first FROM added GROUP BY transaction_id) s
             JOIN ledger_entries e ON e.transaction_id = s.transaction_id AND e.id < s.first) THEN
    RAISE EXCEPTION 'a transaction that is written gets no more lines' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_complete';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_entries_balanced AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_unbalanced();

CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the books are never changed or deleted' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_append_only';
END $$;
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE ON ledger_entries FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_entries_never_emptied BEFORE TRUNCATE ON ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_transactions_append_only BEFORE UPDATE OR DELETE ON ledger_transactions FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_transactions_never_emptied BEFORE TRUNCATE ON ledger_transactions FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_accounts_never_emptied BEFORE TRUNCATE ON ledger_accounts FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

-- A balance is what its entries make it: only the entries' own trigger moves it, and an account stays what it is. (A customer's
-- purses follow her record when two records become one.)
CREATE FUNCTION ledger_keep_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (NEW.balance <> OLD.balance AND pg_trigger_depth() < 2)
     OR (NEW.key, NEW.kind, NEW.unit, NEW.side, NEW.guarded) IS DISTINCT FROM (OLD.key, OLD.kind, OLD.unit, OLD.side, OLD.guarded) THEN
    RAISE EXCEPTION 'the books are never changed or deleted' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_append_only';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_accounts_kept BEFORE UPDATE OR DELETE ON ledger_accounts FOR EACH ROW EXECUTE FUNCTION ledger_keep_account();
CREATE FUNCTION ledger_begin_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.balance := 0;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_accounts_begin_empty BEFORE INSERT ON ledger_accounts FOR EACH ROW EXECUTE FUNCTION ledger_begin_empty();

-- Writes one act with all of its lines, once per key: true when it was written now, false when it was written before.
-- posting: {id, key, act, at, storeId, customerId, bookingId, orderId, cardId, paymentId, actorKind, actorId, note, reversesId,
--           lines: [{key, kind, unit, side, guarded, storeId, customerId, holderId, amount}]} with lines in the order of their keys.
CREATE FUNCTION ledger_post(posting jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz := (posting->>'at')::timestamptz;
  store uuid := (posting->>'storeId')::uuid;
BEGIN
  INSERT INTO ledger_transactions (id, key, act, at, business_date, store_id, customer_id, booking_id, order_id, card_id, payment_id, actor_kind, actor_id, note, reverses_id)
  VALUES ((posting->>'id')::uuid, posting->>'key', posting->>'act', at,
          (at AT TIME ZONE COALESCE((SELECT zone FROM stores WHERE id = store), 'Asia/Shanghai'))::date,
          store, (posting->>'customerId')::uuid, (posting->>'bookingId')::uuid, (posting->>'orderId')::uuid, (posting->>'cardId')::uuid,
          (posting->>'paymentId')::uuid, posting->>'actorKind', posting->>'actorId', COALESCE(posting->>'note', ''), (posting->>'reversesId')::uuid)
  ON CONFLICT (key) DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO ledger_accounts (id, key, kind, unit, side, guarded, store_id, customer_id, holder_id)
  SELECT gen_random_uuid(), l.key, l.kind, l.unit, l.side, l.guarded, l."storeId", l."customerId", l."holderId"
    FROM jsonb_to_recordset(posting->'lines') AS l(key text, kind text, unit text, side int, guarded boolean, "storeId" uuid, "customerId" uuid, "holderId" uuid)
   WHERE NOT EXISTS (SELECT 1 FROM ledger_accounts a WHERE a.key = l.key)
   ORDER BY l.key
  ON CONFLICT (key) DO NOTHING;
  INSERT INTO ledger_entries (transaction_id, account_id, amount)
  SELECT (posting->>'id')::uuid, a.id, l.amount
    FROM jsonb_to_recordset(posting->'lines') AS l(key text, amount bigint) JOIN ledger_accounts a ON a.key = l.key
   ORDER BY l.key;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'an act without lines' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_balanced';
  END IF;
  RETURN true;
END $$;

-- The books begin with what was paid and given back before there were books.
CREATE FUNCTION pg_temp.line(kind text, side int, guarded boolean, holder uuid, store uuid, customer uuid, amount bigint) RETURNS jsonb LANGUAGE sql AS $$
  SELECT jsonb_build_object('key', kind || ':' || COALESCE(holder::text, 'shop'), 'kind', kind, 'unit', 'fen', 'side', side, 'guarded', guarded,
    'storeId', store, 'customerId', customer, 'holderId', holder, 'amount', amount)
$$;
CREATE FUNCTION pg_temp.open_books(act text, key text, at timestamptz, payment uuid, booking uuid, store uuid, customer uuid, lines jsonb) RETURNS boolean LANGUAGE sql AS $$
  SELECT ledger_post(jsonb_build_object('id', gen_random_uuid(), 'key', key, 'act', act, 'at', at, 'storeId', store, 'customerId', customer,
    'bookingId', booking, 'paymentId', payment, 'actorKind', 'system', 'actorId', 'migration', 'lines',
    (SELECT jsonb_agg(l ORDER BY l->>'key' COLLATE "C") FROM jsonb_array_elements(lines) l)))
$$;
DO $$
DECLARE paid record; back record; over record;
BEGIN
  FOR paid IN SELECT p.id, p.booking_id, p.paid_fen, p.paid_at, b.store_id, b.customer_id FROM payments p JOIN bookings b ON b.id = p.booking_id WHERE p.state = 'paid' ORDER BY p.paid_at, p.id LOOP
    PERFORM pg_temp.open_books('deposit.paid', 'payment/' || paid.id || '/paid', paid.paid_at, paid.id, paid.booking_id, paid.store_id, paid.customer_id, jsonb_build_array(
      pg_temp.line('deposit', -1, true, paid.booking_id, paid.store_id, paid.customer_id, -paid.paid_fen),
      pg_temp.line('wechat', 1, false, paid.store_id, paid.store_id, NULL, paid.paid_fen)));
    FOR back IN SELECT * FROM refunds WHERE payment_id = paid.id ORDER BY created_at, id LOOP
      PERFORM pg_temp.open_books('refund.promised', 'refund/' || back.id || '/promised', back.created_at, paid.id, paid.booking_id, paid.store_id, paid.customer_id, jsonb_build_array(
        pg_temp.line('deposit', -1, true, paid.booking_id, paid.store_id, paid.customer_id, back.amount_fen),
        pg_temp.line('refund_due', -1, false, paid.store_id, paid.store_id, NULL, -back.amount_fen)));
      IF back.state = 'succeeded' THEN
        PERFORM pg_temp.open_books('refund.paid_out', 'refund/' || back.id || '/paid_out', COALESCE(back.settled_at, back.created_at), paid.id, paid.booking_id, paid.store_id, paid.customer_id, jsonb_build_array(
          pg_temp.line('refund_due', -1, false, paid.store_id, paid.store_id, NULL, back.amount_fen),
          pg_temp.line('wechat', 1, false, paid.store_id, paid.store_id, NULL, -back.amount_fen)));
      END IF;
    END LOOP;
  END LOOP;
  FOR over IN SELECT b.id, b.state, b.store_id, b.customer_id, a.balance FROM bookings b JOIN ledger_accounts a ON a.key = 'deposit:' || b.id
              WHERE a.balance > 0 AND b.state IN ('done', 'no_show', 'cancelled', 'declined') ORDER BY b.id LOOP
    PERFORM pg_temp.open_books(CASE over.state WHEN 'done' THEN 'deposit.earned' ELSE 'deposit.kept' END,
      'booking/' || over.id || CASE over.state WHEN 'done' THEN '/deposit_earned' ELSE '/deposit_kept' END, now(), NULL, over.id, over.store_id, over.customer_id, jsonb_build_array(
      pg_temp.line('deposit', -1, true, over.id, over.store_id, over.customer_id, over.balance),
      pg_temp.line(CASE over.state WHEN 'done' THEN 'revenue' ELSE 'forfeited' END, -1, false, over.store_id, over.store_id, NULL, -over.balance)));
  END LOOP;
END $$;
DROP FUNCTION pg_temp.open_books(text, text, timestamptz, uuid, uuid, uuid, uuid, jsonb);
DROP FUNCTION pg_temp.line(text, int, boolean, uuid, uuid, uuid, bigint);

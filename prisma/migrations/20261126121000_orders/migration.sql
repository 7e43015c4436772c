CREATE TABLE "orders" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "store_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "line_id" UUID NOT NULL,
    "seller_id" UUID,
    "quote_id" UUID,
    "phase" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "stages" JSONB NOT NULL,
    "form" JSONB NOT NULL DEFAULT '{}',
    "list_fen" INTEGER NOT NULL,
    "discount_fen" INTEGER NOT NULL,
    "billed_fen" INTEGER NOT NULL DEFAULT 0,
    "paid_fen" INTEGER NOT NULL DEFAULT 0,
    "cost_fen" INTEGER NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "reason" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "order_lines" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "sold" JSONB NOT NULL,
    "discount_fen" INTEGER NOT NULL,
    "total_fen" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'sold',
    "kept_fen" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "order_lines_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "order_steps" (
    "order_id" UUID NOT NULL,
    "stage" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "staff_id" UUID,

    CONSTRAINT "order_steps_pkey" PRIMARY KEY ("order_id","stage")
);
CREATE TABLE "order_payments" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "till" TEXT,
    "amount_fen" INTEGER NOT NULL,
    "booking_id" UUID,
    "api_key_id" UUID,
    "external_no" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "staff_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_payments_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "order_instalments" (
    "order_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "amount_fen" INTEGER NOT NULL,
    "due_on" DATE NOT NULL,

    CONSTRAINT "order_instalments_pkey" PRIMARY KEY ("order_id","position")
);
CREATE TABLE "order_shares" (
    "order_id" UUID NOT NULL,
    "staff_id" UUID NOT NULL,
    "percent" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "order_shares_pkey" PRIMARY KEY ("order_id","staff_id")
);
CREATE TABLE "order_bookings" (
    "booking_id" UUID NOT NULL,
    "order_id" UUID NOT NULL,

    CONSTRAINT "order_bookings_pkey" PRIMARY KEY ("booking_id")
);
CREATE TABLE "quotes" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "store_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "line_id" UUID NOT NULL,
    "seller_id" UUID,
    "state" TEXT NOT NULL DEFAULT 'open',
    "version" INTEGER NOT NULL DEFAULT 1,
    "valid_until" DATE NOT NULL,
    "order_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "quotes_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "quote_versions" (
    "quote_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "lines" JSONB NOT NULL,
    "form" JSONB NOT NULL DEFAULT '{}',
    "list_fen" INTEGER NOT NULL,
    "discount_fen" INTEGER NOT NULL,
    "cost_fen" INTEGER NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "staff_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "quote_versions_pkey" PRIMARY KEY ("quote_id","version")
);
CREATE UNIQUE INDEX "orders_code_key" ON "orders"("code");
CREATE INDEX "orders_customer_id_created_at_idx" ON "orders"("customer_id", "created_at" DESC);
CREATE INDEX "orders_store_id_created_at_idx" ON "orders"("store_id", "created_at" DESC);
CREATE INDEX "orders_seller_id_idx" ON "orders"("seller_id");
CREATE INDEX "order_lines_order_id_idx" ON "order_lines"("order_id");
CREATE INDEX "order_lines_item_id_idx" ON "order_lines"("item_id");
CREATE UNIQUE INDEX "order_payments_api_key_id_external_no_key" ON "order_payments"("api_key_id", "external_no");
CREATE INDEX "order_payments_order_id_idx" ON "order_payments"("order_id");
CREATE INDEX "order_payments_booking_id_idx" ON "order_payments"("booking_id");
CREATE INDEX "order_shares_staff_id_idx" ON "order_shares"("staff_id");
CREATE INDEX "order_bookings_order_id_idx" ON "order_bookings"("order_id");
CREATE UNIQUE INDEX "quotes_code_key" ON "quotes"("code");
CREATE INDEX "quotes_customer_id_idx" ON "quotes"("customer_id");
ALTER TABLE "orders" ADD CONSTRAINT "orders_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "orders" ADD CONSTRAINT "orders_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "orders" ADD CONSTRAINT "orders_line_id_fkey" FOREIGN KEY ("line_id") REFERENCES "business_lines"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "catalogue_items"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "order_steps" ADD CONSTRAINT "order_steps_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "order_payments" ADD CONSTRAINT "order_payments_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "order_payments" ADD CONSTRAINT "order_payments_booking_id_fkey" FOREIGN KEY ("booking_id") REFERENCES "bookings"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "order_instalments" ADD CONSTRAINT "order_instalments_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "order_shares" ADD CONSTRAINT "order_shares_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "order_shares" ADD CONSTRAINT "order_shares_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_members"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "order_bookings" ADD CONSTRAINT "order_bookings_booking_id_fkey" FOREIGN KEY ("booking_id") REFERENCES "bookings"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "order_bookings" ADD CONSTRAINT "order_bookings_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_line_id_fkey" FOREIGN KEY ("line_id") REFERENCES "business_lines"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "quote_versions" ADD CONSTRAINT "quote_versions_quote_id_fkey" FOREIGN KEY ("quote_id") REFERENCES "quotes"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's language cannot say.
ALTER TABLE orders
  ADD CONSTRAINT orders_phase_known CHECK (phase IN ('waiting', 'open', 'closed', 'cancelled', 'rejected')),
  -- Nobody pays more than is on the bill: what is owed is the difference, and the ledger's receivable is the same.
  ADD CONSTRAINT orders_money CHECK (list_fen >= 0 AND discount_fen BETWEEN 0 AND list_fen AND cost_fen >= 0 AND paid_fen >= 0 AND billed_fen >= paid_fen);
ALTER TABLE order_lines ADD CONSTRAINT order_lines_money CHECK (discount_fen >= 0 AND total_fen >= 0 AND kept_fen BETWEEN 0 AND total_fen AND state IN ('sold', 'refunded'));
ALTER TABLE order_payments ADD CONSTRAINT order_payments_values
  CHECK (amount_fen > 0 AND kind IN ('payment', 'deposit', 'refund') AND (kind = 'deposit') = (till IS NULL) AND (kind = 'deposit') = (booking_id IS NOT NULL)
    AND (api_key_id IS NULL) = (external_no IS NULL));
ALTER TABLE order_instalments ADD CONSTRAINT order_instalments_values CHECK (amount_fen >= 0);
ALTER TABLE order_shares ADD CONSTRAINT order_shares_values CHECK (percent BETWEEN 1 AND 100);
ALTER TABLE quotes ADD CONSTRAINT quotes_state_known CHECK (state IN ('open', 'accepted', 'declined') AND (state = 'accepted') = (order_id IS NOT NULL));
CREATE INDEX orders_owing ON orders (store_id) WHERE billed_fen > paid_fen;
CREATE FUNCTION orders_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was quoted or paid is never changed or deleted' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'orders_append_only';
END $$;
CREATE TRIGGER quote_versions_append_only BEFORE UPDATE OR DELETE ON quote_versions FOR EACH ROW EXECUTE FUNCTION orders_refuse_change();
CREATE TRIGGER order_payments_append_only BEFORE UPDATE OR DELETE ON order_payments FOR EACH ROW EXECUTE FUNCTION orders_refuse_change();

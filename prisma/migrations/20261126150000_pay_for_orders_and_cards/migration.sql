-- A WeChat payment may pay a booking's deposit, an order or a card; whose it is stands in its own row.
CREATE TABLE "card_purchases" (
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "product_version" INTEGER NOT NULL,
    "terms" JSONB NOT NULL,
    "card_id" UUID,
    "made_card_id" UUID,
    "state" TEXT NOT NULL DEFAULT 'open',
    "seller_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "card_purchases_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "card_purchases_customer_id_idx" ON "card_purchases"("customer_id");
CREATE INDEX "card_purchases_made_card_id_idx" ON "card_purchases"("made_card_id");
ALTER TABLE "card_purchases" ADD CONSTRAINT "card_purchases_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "card_purchases" ADD CONSTRAINT "card_purchases_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "card_purchases" ADD CONSTRAINT "card_purchases_product_id_product_version_fkey" FOREIGN KEY ("product_id", "product_version") REFERENCES "card_product_versions"("product_id", "version") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "card_purchases" ADD CONSTRAINT "card_purchases_card_id_fkey" FOREIGN KEY ("card_id") REFERENCES "cards"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "card_purchases" ADD CONSTRAINT "card_purchases_made_card_id_fkey" FOREIGN KEY ("made_card_id") REFERENCES "cards"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE card_purchases
  ADD CONSTRAINT card_purchases_state CHECK (state IN ('open', 'made', 'given_back')),
  ADD CONSTRAINT card_purchases_made CHECK ((state = 'made') = (made_card_id IS NOT NULL));

ALTER TABLE "payments"
  ADD COLUMN "order_id" UUID,
  ADD COLUMN "purchase_id" UUID,
  ADD COLUMN "store_id" UUID,
  ADD COLUMN "customer_id" UUID,
  ADD COLUMN "channel" TEXT NOT NULL DEFAULT 'jsapi',
  ADD COLUMN "description" TEXT NOT NULL DEFAULT '',
  ALTER COLUMN "booking_id" DROP NOT NULL;
UPDATE payments p SET store_id = b.store_id, customer_id = b.customer_id, description = COALESCE(b.terms ->> 'serviceName', '') FROM bookings b WHERE b.id = p.booking_id;
ALTER TABLE "payments" ALTER COLUMN "store_id" SET NOT NULL, ALTER COLUMN "customer_id" SET NOT NULL;
CREATE INDEX "payments_order_id_idx" ON "payments"("order_id");
CREATE INDEX "payments_customer_id_idx" ON "payments"("customer_id");
CREATE INDEX "payments_store_id_paid_at_idx" ON "payments"("store_id", "paid_at");
CREATE UNIQUE INDEX "payments_purchase_id_key" ON "payments"("purchase_id");
ALTER TABLE "payments" ADD CONSTRAINT "payments_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "payments" ADD CONSTRAINT "payments_purchase_id_fkey" FOREIGN KEY ("purchase_id") REFERENCES "card_purchases"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "payments" ADD CONSTRAINT "payments_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "payments" ADD CONSTRAINT "payments_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE payments
  ADD CONSTRAINT payments_channel CHECK (channel IN ('jsapi', 'native')),
  ADD CONSTRAINT payments_purpose CHECK (
    (purpose = 'deposit') = (booking_id IS NOT NULL) AND (purpose = 'order') = (order_id IS NOT NULL) AND (purpose = 'card') = (purchase_id IS NOT NULL)
    AND purpose IN ('deposit', 'order', 'card'));
-- What pays an order has one open wish at a time: the one before is closed at WeChat Pay first.
CREATE UNIQUE INDEX payments_one_open_per_order ON payments (order_id) WHERE state IN ('created', 'pending');
-- Which of an order's payments came by WeChat Pay itself.
ALTER TABLE "order_payments" ADD COLUMN "payment_id" UUID;
CREATE UNIQUE INDEX "order_payments_payment_id_key" ON "order_payments"("payment_id");
ALTER TABLE "order_payments" ADD CONSTRAINT "order_payments_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

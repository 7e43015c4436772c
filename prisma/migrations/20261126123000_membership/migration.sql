CREATE TABLE "card_products" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "name" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "card_products_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "card_product_versions" (
    "product_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "terms" JSONB NOT NULL,
    "staff_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "card_product_versions_pkey" PRIMARY KEY ("product_id","version")
);
CREATE TABLE "card_rules" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "rules" JSONB NOT NULL,
    "staff_id" UUID,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "card_rules_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "cards" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "product_id" UUID NOT NULL,
    "product_version" INTEGER NOT NULL,
    "terms" JSONB NOT NULL,
    "kind" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "valid_until" DATE,
    "frozen_on" DATE,
    "seller_id" UUID,
    "sold_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cards_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "card_uses" (
    "id" UUID NOT NULL,
    "card_id" UUID NOT NULL,
    "booking_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "sessions" INTEGER NOT NULL,
    "principal_fen" INTEGER NOT NULL,
    "bonus_fen" INTEGER NOT NULL,
    "value_fen" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "staff_id" UUID,
    "undone_at" TIMESTAMPTZ(3),
    "undone_by_id" UUID,

    CONSTRAINT "card_uses_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "card_pending" (
    "booking_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "card_pending_pkey" PRIMARY KEY ("booking_id")
);
CREATE TABLE "card_family" (
    "card_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "card_family_pkey" PRIMARY KEY ("card_id","customer_id")
);
CREATE UNIQUE INDEX "card_products_name_key" ON "card_products"("name");
CREATE UNIQUE INDEX "cards_code_key" ON "cards"("code");
CREATE INDEX "cards_customer_id_idx" ON "cards"("customer_id");
CREATE INDEX "cards_store_id_valid_until_idx" ON "cards"("store_id", "valid_until");
CREATE INDEX "cards_product_id_idx" ON "cards"("product_id");
CREATE INDEX "card_uses_card_id_idx" ON "card_uses"("card_id");
CREATE INDEX "card_uses_booking_id_idx" ON "card_uses"("booking_id");
CREATE INDEX "card_pending_store_id_idx" ON "card_pending"("store_id");
CREATE INDEX "card_family_customer_id_idx" ON "card_family"("customer_id");
ALTER TABLE "card_product_versions" ADD CONSTRAINT "card_product_versions_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "card_products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "cards" ADD CONSTRAINT "cards_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "card_products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "cards" ADD CONSTRAINT "cards_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "cards" ADD CONSTRAINT "cards_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "card_uses" ADD CONSTRAINT "card_uses_card_id_fkey" FOREIGN KEY ("card_id") REFERENCES "cards"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "card_uses" ADD CONSTRAINT "card_uses_booking_id_fkey" FOREIGN KEY ("booking_id") REFERENCES "bookings"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "card_pending" ADD CONSTRAINT "card_pending_booking_id_fkey" FOREIGN KEY ("booking_id") REFERENCES "bookings"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "card_family" ADD CONSTRAINT "card_family_card_id_fkey" FOREIGN KEY ("card_id") REFERENCES "cards"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "card_family" ADD CONSTRAINT "card_family_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's language cannot say.
ALTER TABLE cards ADD CONSTRAINT cards_values
  CHECK (state IN ('active', 'frozen', 'refunded') AND kind IN ('stored_value', 'sessions', 'course') AND (state <> 'frozen' OR frozen_on IS NOT NULL));
ALTER TABLE card_uses ADD CONSTRAINT card_uses_values
  CHECK (sessions IN (0, 1) AND principal_fen >= 0 AND bonus_fen >= 0 AND value_fen >= 0 AND sessions + principal_fen + bonus_fen > 0 AND (undone_by_id IS NULL OR undone_at IS NOT NULL));
ALTER TABLE card_rules ADD CONSTRAINT card_rules_one_row CHECK (id = 1);
-- A booking takes from one card once, whoever asks how often; what was undone does not count.
CREATE UNIQUE INDEX card_uses_once ON card_uses (booking_id, card_id) WHERE undone_at IS NULL;
CREATE FUNCTION card_products_keep_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a version of what is sold is never changed or deleted' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'card_product_versions_kept';
END $$;
CREATE TRIGGER card_product_versions_kept BEFORE UPDATE OR DELETE ON card_product_versions FOR EACH ROW EXECUTE FUNCTION card_products_keep_versions();

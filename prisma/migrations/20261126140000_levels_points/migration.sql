CREATE TABLE "level_rules" (
    "version" INTEGER NOT NULL,
    "levels" JSONB NOT NULL,
    "staff_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "level_rules_pkey" PRIMARY KEY ("version")
);
CREATE TABLE "level_moves" (
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "from_key" TEXT NOT NULL,
    "to_key" TEXT NOT NULL,
    "from_name" TEXT NOT NULL,
    "to_name" TEXT NOT NULL,
    "raised" BOOLEAN NOT NULL,
    "spend_fen" BIGINT NOT NULL,
    "months" INTEGER NOT NULL,
    "window_from" DATE NOT NULL,
    "window_until" DATE NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "level_moves_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "point_rules" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "rules" JSONB NOT NULL,
    "staff_id" UUID,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "point_rules_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "point_lots" (
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "order_id" UUID,
    "earned_on" DATE NOT NULL,
    "expires_on" DATE,
    "points" INTEGER NOT NULL,
    "left" INTEGER NOT NULL,

    CONSTRAINT "point_lots_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "order_points" (
    "order_id" UUID NOT NULL,
    "per_100_yuan" INTEGER NOT NULL,
    "percent" INTEGER NOT NULL,
    "base_fen" INTEGER NOT NULL DEFAULT 0,
    "points" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "order_points_pkey" PRIMARY KEY ("order_id")
);
CREATE TABLE "mall_items" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "name" TEXT NOT NULL,
    "text" TEXT NOT NULL DEFAULT '',
    "price_points" INTEGER NOT NULL,
    "stock" INTEGER NOT NULL,
    "per_person" INTEGER,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "mall_items_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "redemptions" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "item_id" UUID NOT NULL,
    "item_name" TEXT NOT NULL,
    "price_points" INTEGER NOT NULL,
    "customer_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "taken" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "store_id" UUID,
    "staff_id" UUID,
    "reason" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "redemptions_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "level_moves_customer_id_at_idx" ON "level_moves"("customer_id", "at" DESC);
CREATE INDEX "point_lots_customer_id_idx" ON "point_lots"("customer_id");
CREATE INDEX "point_lots_order_id_idx" ON "point_lots"("order_id");
CREATE INDEX "point_lots_expires_on_idx" ON "point_lots"("expires_on");
CREATE UNIQUE INDEX "mall_items_name_key" ON "mall_items"("name");
CREATE UNIQUE INDEX "redemptions_code_key" ON "redemptions"("code");
CREATE INDEX "redemptions_customer_id_idx" ON "redemptions"("customer_id");
CREATE INDEX "redemptions_created_at_id_idx" ON "redemptions"("created_at" DESC, "id" DESC);
ALTER TABLE "level_moves" ADD CONSTRAINT "level_moves_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "point_lots" ADD CONSTRAINT "point_lots_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "order_points" ADD CONSTRAINT "order_points_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "redemptions" ADD CONSTRAINT "redemptions_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "mall_items"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "redemptions" ADD CONSTRAINT "redemptions_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "redemptions" ADD CONSTRAINT "redemptions_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma's language cannot say.
ALTER TABLE point_rules ADD CONSTRAINT point_rules_one_row CHECK (id = 1);
ALTER TABLE point_lots ADD CONSTRAINT point_lots_values CHECK (points > 0 AND "left" BETWEEN 0 AND points);
ALTER TABLE order_points ADD CONSTRAINT order_points_values CHECK (points >= 0 AND per_100_yuan >= 0 AND percent >= 0 AND base_fen >= 0);
ALTER TABLE mall_items ADD CONSTRAINT mall_items_values CHECK (price_points > 0 AND stock >= 0 AND per_person > 0);
ALTER TABLE redemptions ADD CONSTRAINT redemptions_values
  CHECK (state IN ('open', 'handed_out', 'cancelled') AND price_points > 0 AND (state = 'open') = (closed_at IS NULL));
CREATE FUNCTION levels_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what the levels were is never changed or deleted' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'levels_kept';
END $$;
CREATE TRIGGER level_rules_kept BEFORE UPDATE OR DELETE ON level_rules FOR EACH ROW EXECUTE FUNCTION levels_refuse_change();
-- What was paid before there were points gives none, whatever becomes of the order.
INSERT INTO order_points (order_id, per_100_yuan, percent, base_fen) SELECT id, 100, 100, paid_fen FROM orders WHERE paid_fen > 0;

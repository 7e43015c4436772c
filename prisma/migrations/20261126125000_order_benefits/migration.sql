ALTER TABLE "orders" ADD COLUMN "benefit_fen" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "order_lines" ADD COLUMN "benefit_fen" INTEGER NOT NULL DEFAULT 0;

CREATE TABLE "order_benefits" (
    "order_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "amount_fen" INTEGER NOT NULL,
    "parts" JSONB NOT NULL,
    "staff_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_benefits_pkey" PRIMARY KEY ("order_id","kind","source_id")
);

CREATE INDEX "order_benefits_kind_source_id_idx" ON "order_benefits"("kind", "source_id");

ALTER TABLE "order_benefits" ADD CONSTRAINT "order_benefits_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's language cannot say.
ALTER TABLE order_benefits ADD CONSTRAINT order_benefits_values CHECK (amount_fen > 0 AND kind IN ('coupon', 'level', 'points') AND source_id <> '');
ALTER TABLE orders DROP CONSTRAINT orders_money;
-- Nobody pays more than is on the bill, and nothing is taken off twice.
ALTER TABLE orders ADD CONSTRAINT orders_money
  CHECK (list_fen >= 0 AND discount_fen >= 0 AND benefit_fen >= 0 AND discount_fen + benefit_fen <= list_fen AND cost_fen >= 0 AND paid_fen >= 0 AND billed_fen >= paid_fen);
ALTER TABLE order_lines DROP CONSTRAINT order_lines_money;
ALTER TABLE order_lines ADD CONSTRAINT order_lines_money
  CHECK (discount_fen >= 0 AND benefit_fen >= 0 AND total_fen >= 0 AND kept_fen BETWEEN 0 AND total_fen AND state IN ('sold', 'refunded'));

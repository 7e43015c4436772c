CREATE TABLE "order_point_uses" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "points" INTEGER NOT NULL,
    "amount_fen" INTEGER NOT NULL,
    "taken" JSONB NOT NULL,
    "given_back" INTEGER NOT NULL DEFAULT 0,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_point_uses_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "order_point_uses_order_id_idx" ON "order_point_uses"("order_id");
CREATE INDEX "order_point_uses_customer_id_idx" ON "order_point_uses"("customer_id");
ALTER TABLE "order_point_uses" ADD CONSTRAINT "order_point_uses_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "order_point_uses" ADD CONSTRAINT "order_point_uses_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's language cannot say.
ALTER TABLE order_point_uses ADD CONSTRAINT order_point_uses_values CHECK (points > 0 AND amount_fen > 0 AND given_back BETWEEN 0 AND points);

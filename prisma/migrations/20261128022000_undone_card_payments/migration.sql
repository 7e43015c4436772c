ALTER TABLE "order_payments" ADD COLUMN "undoes_id" UUID;
-- A payment is taken back once, on however many devices at once.
CREATE UNIQUE INDEX "order_payments_undoes_id_key" ON "order_payments"("undoes_id");
ALTER TABLE "order_payments" ADD CONSTRAINT "order_payments_undoes_id_fkey" FOREIGN KEY ("undoes_id") REFERENCES "order_payments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's language cannot say.
ALTER TABLE order_payments ADD CONSTRAINT order_payments_undone CHECK (undoes_id IS NULL OR (kind = 'refund' AND till IS NULL AND card_id IS NOT NULL));

ALTER TABLE "order_payments" ADD COLUMN "card_id" UUID;
ALTER TABLE "order_payments" ADD COLUMN "principal_fen" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "order_payments" ADD COLUMN "bonus_fen" INTEGER NOT NULL DEFAULT 0;

CREATE INDEX "order_payments_card_id_idx" ON "order_payments"("card_id");

ALTER TABLE "order_payments" ADD CONSTRAINT "order_payments_card_id_fkey" FOREIGN KEY ("card_id") REFERENCES "cards"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's language cannot say.
ALTER TABLE order_payments DROP CONSTRAINT order_payments_values;
-- Money has a till; a deposit has its booking; what a card gave or got back is told purse by purse, and nothing of a void bonus is principal.
ALTER TABLE order_payments ADD CONSTRAINT order_payments_values
  CHECK (amount_fen > 0 AND (kind = 'deposit') = (booking_id IS NOT NULL) AND (api_key_id IS NULL) = (external_no IS NULL)
    AND principal_fen >= 0 AND bonus_fen >= 0 AND principal_fen + bonus_fen = CASE WHEN card_id IS NULL THEN 0 ELSE amount_fen END
    AND CASE kind
      WHEN 'payment' THEN till IS NOT NULL AND card_id IS NULL
      WHEN 'deposit' THEN till IS NULL AND card_id IS NULL
      WHEN 'card' THEN till IS NULL AND card_id IS NOT NULL
      WHEN 'refund' THEN till IS NOT NULL OR card_id IS NOT NULL
      WHEN 'void' THEN till IS NULL AND card_id IS NOT NULL AND principal_fen = 0
      ELSE false END);

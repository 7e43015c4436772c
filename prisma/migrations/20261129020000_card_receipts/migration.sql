-- OR-06, CD-06: what is paid for a card, and what goes back of it, has a receipt as an order's payments have. One sequence of numbers for both.
ALTER TABLE "receipts" ALTER COLUMN "order_id" DROP NOT NULL;
ALTER TABLE "receipts" ALTER COLUMN "order_payment_id" DROP NOT NULL;
ALTER TABLE "receipts" ADD COLUMN "card_id" UUID;
ALTER TABLE "receipts" ADD COLUMN "transaction_id" UUID;
CREATE UNIQUE INDEX "receipts_transaction_id_key" ON "receipts"("transaction_id");
CREATE INDEX "receipts_card_id_idx" ON "receipts"("card_id");
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_card_id_fkey" FOREIGN KEY ("card_id") REFERENCES "cards"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_transaction_id_fkey" FOREIGN KEY ("transaction_id") REFERENCES "ledger_transactions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's language cannot say.
ALTER TABLE receipts ADD CONSTRAINT receipts_of_one
  CHECK ((order_id IS NULL) = (order_payment_id IS NULL) AND (card_id IS NULL) = (transaction_id IS NULL) AND (order_id IS NULL) <> (card_id IS NULL));
CREATE OR REPLACE FUNCTION receipts_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.signed_at IS NOT NULL
     OR (NEW.id, NEW.number, NEW.month, NEW.serial, NEW.order_id, NEW.order_payment_id, NEW.card_id, NEW.transaction_id, NEW.title, NEW.text, NEW.file_id, NEW.created_at)
        IS DISTINCT FROM (OLD.id, OLD.number, OLD.month, OLD.serial, OLD.order_id, OLD.order_payment_id, OLD.card_id, OLD.transaction_id, OLD.title, OLD.text, OLD.file_id, OLD.created_at) THEN
    RAISE EXCEPTION 'a receipt is never changed or deleted' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'receipts_kept';
  END IF;
  RETURN NEW;
END $$;

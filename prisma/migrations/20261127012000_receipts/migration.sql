CREATE TABLE "receipts" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "serial" INTEGER NOT NULL,
    "order_id" UUID NOT NULL,
    "order_payment_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "file_id" UUID NOT NULL,
    "staff_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "signer_name" TEXT,
    "signed_at" TIMESTAMPTZ(3),
    "signature_id" UUID,
    "signed_file_id" UUID,

    CONSTRAINT "receipts_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "receipts_number_key" ON "receipts"("number");
CREATE UNIQUE INDEX "receipts_month_serial_key" ON "receipts"("month", "serial");
CREATE UNIQUE INDEX "receipts_order_payment_id_key" ON "receipts"("order_payment_id");
CREATE INDEX "receipts_order_id_idx" ON "receipts"("order_id");
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_order_payment_id_fkey" FOREIGN KEY ("order_payment_id") REFERENCES "order_payments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "files"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "files"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_signed_file_id_fkey" FOREIGN KEY ("signed_file_id") REFERENCES "files"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma's language cannot say.
ALTER TABLE receipts ADD CONSTRAINT receipts_signed_complete
  CHECK (serial > 0 AND (signed_at IS NULL) = (signer_name IS NULL) AND (signed_at IS NULL) = (signature_id IS NULL) AND (signed_at IS NULL) = (signed_file_id IS NULL));
-- A receipt is given out once and signed once; what it says stays.
CREATE FUNCTION receipts_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.signed_at IS NOT NULL
     OR (NEW.id, NEW.number, NEW.month, NEW.serial, NEW.order_id, NEW.order_payment_id, NEW.title, NEW.text, NEW.file_id, NEW.created_at)
        IS DISTINCT FROM (OLD.id, OLD.number, OLD.month, OLD.serial, OLD.order_id, OLD.order_payment_id, OLD.title, OLD.text, OLD.file_id, OLD.created_at) THEN
    RAISE EXCEPTION 'a receipt is never changed or deleted' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'receipts_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER receipts_kept BEFORE UPDATE OR DELETE ON receipts FOR EACH ROW EXECUTE FUNCTION receipts_keep();

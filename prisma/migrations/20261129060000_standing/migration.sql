-- Where a customer stands, and which tags came by themselves.
ALTER TABLE "customers" ADD COLUMN "standing" TEXT NOT NULL DEFAULT 'else', ADD COLUMN "standing_since" TIMESTAMPTZ(3);
CREATE INDEX "customers_standing_idx" ON "customers"("standing");
ALTER TABLE "customer_tags" ADD COLUMN "given_by" TEXT;

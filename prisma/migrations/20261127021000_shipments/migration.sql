-- What the platform is told of payments that were made in the mini-program: that the service was given (发货信息), without which it keeps the money.
CREATE TABLE "shipments" (
    "payment_id" UUID NOT NULL,
    "how" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "code" TEXT NOT NULL DEFAULT '',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "shipments_pkey" PRIMARY KEY ("payment_id")
);
ALTER TABLE "shipments" ADD CONSTRAINT "shipments_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE shipments ADD CONSTRAINT shipments_values CHECK (how IN ('pickup', 'virtual') AND state IN ('due', 'sent', 'failed', 'not_needed') AND tries >= 0);
CREATE INDEX "shipments_state_changed_at_payment_id_idx" ON "shipments"("state", "changed_at", "payment_id");

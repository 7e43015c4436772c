CREATE TABLE "bills" (
    "id" UUID NOT NULL,
    "mchid" TEXT NOT NULL,
    "date" DATE NOT NULL,
    "state" TEXT NOT NULL,
    "payments" INTEGER NOT NULL DEFAULT 0,
    "paid_fen" INTEGER NOT NULL DEFAULT 0,
    "refunds" INTEGER NOT NULL DEFAULT 0,
    "refunded_fen" INTEGER NOT NULL DEFAULT 0,
    "fee_fen" INTEGER NOT NULL DEFAULT 0,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "bills_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "bills_mchid_date_key" ON "bills"("mchid", "date");
ALTER TABLE bills ADD CONSTRAINT bills_values CHECK (state IN ('fetched', 'none') AND payments >= 0 AND refunds >= 0 AND paid_fen >= 0 AND refunded_fen >= 0);

CREATE TABLE "bill_lines" (
    "bill_id" UUID NOT NULL,
    "what" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "amount_fen" INTEGER NOT NULL,
    CONSTRAINT "bill_lines_pkey" PRIMARY KEY ("bill_id","what","number")
);
CREATE INDEX "bill_lines_number_idx" ON "bill_lines"("number");
ALTER TABLE "bill_lines" ADD CONSTRAINT "bill_lines_bill_id_fkey" FOREIGN KEY ("bill_id") REFERENCES "bills"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "bill_differences" (
    "id" UUID NOT NULL,
    "bill_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "ours_fen" INTEGER,
    "theirs_fen" INTEGER,
    "how" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "staff_id" UUID,
    "settled_at" TIMESTAMPTZ(3),
    CONSTRAINT "bill_differences_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "bill_differences_bill_id_what_number_key" ON "bill_differences"("bill_id", "what", "number");
ALTER TABLE "bill_differences" ADD CONSTRAINT "bill_differences_bill_id_fkey" FOREIGN KEY ("bill_id") REFERENCES "bills"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE bill_differences ADD CONSTRAINT bill_differences_values CHECK (
  kind IN ('missing_here', 'missing_there', 'amount_differs') AND what IN ('payment', 'refund') AND (how IS NULL) = (settled_at IS NULL)
  AND (how IS NULL OR how IN ('asked', 'explained', 'agreed')) AND (how <> 'explained' OR note <> ''));

CREATE TABLE "till_closings" (
    "id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "staff_id" UUID NOT NULL,
    "tills" JSONB NOT NULL,
    "balances" JSONB NOT NULL,
    "expected_fen" INTEGER NOT NULL,
    "counted_fen" INTEGER NOT NULL,
    "banked_fen" INTEGER NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    CONSTRAINT "till_closings_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "till_closings_store_id_at_idx" ON "till_closings"("store_id", "at" DESC);
ALTER TABLE "till_closings" ADD CONSTRAINT "till_closings_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "till_closings" ADD CONSTRAINT "till_closings_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_members"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE till_closings ADD CONSTRAINT till_closings_values CHECK (counted_fen >= 0 AND banked_fen >= 0 AND banked_fen <= counted_fen);
CREATE TRIGGER till_closings_append_only BEFORE UPDATE OR DELETE ON till_closings FOR EACH ROW EXECUTE FUNCTION orders_refuse_change();

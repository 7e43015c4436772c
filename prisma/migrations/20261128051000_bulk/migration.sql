CREATE TABLE "bulk_runs" (
    "id" UUID NOT NULL,
    "staff_id" UUID NOT NULL,
    "actor" JSONB NOT NULL,
    "change" JSONB NOT NULL,
    "words" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "total" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_runs_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "bulk_rows" (
    "run_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "customer_id" UUID NOT NULL,
    "outcome" TEXT,
    "reason" TEXT,
    "before" TEXT,

    CONSTRAINT "bulk_rows_pkey" PRIMARY KEY ("run_id","position")
);

CREATE INDEX "bulk_runs_staff_id_created_at_idx" ON "bulk_runs"("staff_id", "created_at" DESC);

ALTER TABLE "bulk_rows" ADD CONSTRAINT "bulk_rows_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "bulk_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

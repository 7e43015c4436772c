CREATE TABLE "imports" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "form_id" TEXT,
    "form_version" INTEGER,
    "store_id" UUID,
    "staff_id" UUID NOT NULL,
    "actor" JSONB NOT NULL,
    "file_name" TEXT NOT NULL,
    "parts" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "problem" TEXT,
    "headings" JSONB NOT NULL DEFAULT '[]',
    "mapping" JSONB NOT NULL DEFAULT '[]',
    "head_row" INTEGER NOT NULL DEFAULT 0,
    "mode" TEXT,
    "heard" BOOLEAN NOT NULL DEFAULT false,
    "existing" TEXT NOT NULL DEFAULT 'update',
    "checked_until" INTEGER NOT NULL DEFAULT 0,
    "written_until" INTEGER NOT NULL DEFAULT 0,
    "undone_until" INTEGER NOT NULL DEFAULT 2147483647,
    "checked" INTEGER NOT NULL DEFAULT 0,
    "bad" INTEGER NOT NULL DEFAULT 0,
    "written" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "same" INTEGER NOT NULL DEFAULT 0,
    "kept" INTEGER NOT NULL DEFAULT 0,
    "undo_as" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "imports_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "import_parts" (
    "import_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "sealed" TEXT NOT NULL,

    CONSTRAINT "import_parts_pkey" PRIMARY KEY ("import_id","position")
);

CREATE TABLE "import_rows" (
    "import_id" UUID NOT NULL,
    "row" INTEGER NOT NULL,
    "key" TEXT,
    "sealed" TEXT,
    "problems" JSONB,
    "outcome" TEXT,
    "record_id" UUID,
    "before" TEXT,

    CONSTRAINT "import_rows_pkey" PRIMARY KEY ("import_id","row")
);

CREATE TABLE "import_keys" (
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "record_id" UUID NOT NULL,
    "made" BOOLEAN NOT NULL,

    CONSTRAINT "import_keys_pkey" PRIMARY KEY ("kind","key")
);

CREATE TABLE "import_headings" (
    "target" TEXT NOT NULL,
    "heading" TEXT NOT NULL,
    "column_key" TEXT,

    CONSTRAINT "import_headings_pkey" PRIMARY KEY ("target","heading")
);

CREATE TABLE "past_visits" (
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "store_id" UUID,
    "on" DATE NOT NULL,
    "title" TEXT NOT NULL,
    "amount_fen" INTEGER,
    "staff_name" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "import_id" UUID NOT NULL,

    CONSTRAINT "past_visits_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "imports_created_at_id_idx" ON "imports"("created_at" DESC, "id" DESC);
CREATE INDEX "import_rows_import_id_key_idx" ON "import_rows"("import_id", "key");
CREATE INDEX "import_keys_record_id_idx" ON "import_keys"("record_id");
CREATE INDEX "past_visits_customer_id_on_idx" ON "past_visits"("customer_id", "on" DESC);

ALTER TABLE "import_parts" ADD CONSTRAINT "import_parts_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "imports"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "imports"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "past_visits" ADD CONSTRAINT "past_visits_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

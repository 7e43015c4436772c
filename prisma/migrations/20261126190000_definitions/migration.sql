-- What a manager makes without a programmer: definitions with a draft, and versions that stay as they were published.
CREATE TABLE "definitions" (
  "id" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "store_id" UUID,
  "current" INTEGER NOT NULL DEFAULT 0,
  "on" BOOLEAN NOT NULL DEFAULT true,
  "draft_rev" INTEGER NOT NULL DEFAULT 0,
  "editor_id" UUID,
  "editing_until" TIMESTAMPTZ(3),
  "retired_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "definitions_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "definitions_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "definitions_editor_id_fkey" FOREIGN KEY ("editor_id") REFERENCES "staff_members"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "definitions_values" CHECK ("current" >= 0 AND "draft_rev" >= 0 AND "title" <> '' AND ("editor_id" IS NULL) = ("editing_until" IS NULL))
);
CREATE INDEX "definitions_kind_updated_at_id_idx" ON "definitions"("kind", "updated_at" DESC, "id" DESC);

CREATE TABLE "definition_versions" (
  "definition_id" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "title" TEXT NOT NULL,
  "body" JSONB NOT NULL,
  "note" TEXT NOT NULL,
  "staff_id" UUID,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "restored" INTEGER,
  CONSTRAINT "definition_versions_pkey" PRIMARY KEY ("definition_id", "version"),
  CONSTRAINT "definition_versions_definition_id_fkey" FOREIGN KEY ("definition_id") REFERENCES "definitions"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "definition_versions_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_members"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "definition_versions_values" CHECK ("version" > 0)
);

CREATE TABLE "definition_drafts" (
  "definition_id" TEXT NOT NULL,
  "rev" INTEGER NOT NULL,
  "title" TEXT NOT NULL,
  "body" JSONB NOT NULL,
  "staff_id" UUID,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "definition_drafts_pkey" PRIMARY KEY ("definition_id", "rev"),
  CONSTRAINT "definition_drafts_definition_id_fkey" FOREIGN KEY ("definition_id") REFERENCES "definitions"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "definition_drafts_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_members"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "definition_drafts_values" CHECK ("rev" > 0)
);

-- What runs names the version it runs on; a version that could change would make an old run unexplainable.
CREATE FUNCTION definitions_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a published version is never changed or deleted' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'definition_versions_kept';
END $$;
CREATE TRIGGER definition_versions_kept BEFORE UPDATE OR DELETE ON definition_versions FOR EACH ROW EXECUTE FUNCTION definitions_refuse_change();

CREATE TABLE "business_lines" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "stages" JSONB NOT NULL,
    "fields" JSONB NOT NULL DEFAULT '[]',
    "position" INTEGER NOT NULL DEFAULT 0,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "business_lines_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "catalogue_items" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "line_id" UUID,
    "name" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "catalogue_items_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "catalogue_versions" (
    "item_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "terms" JSONB NOT NULL,
    "staff_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "catalogue_versions_pkey" PRIMARY KEY ("item_id","version")
);
CREATE UNIQUE INDEX "business_lines_key_key" ON "business_lines"("key");
CREATE UNIQUE INDEX "catalogue_items_name_key" ON "catalogue_items"("name");
CREATE INDEX "catalogue_items_line_id_idx" ON "catalogue_items"("line_id");
ALTER TABLE "catalogue_items" ADD CONSTRAINT "catalogue_items_line_id_fkey" FOREIGN KEY ("line_id") REFERENCES "business_lines"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "catalogue_versions" ADD CONSTRAINT "catalogue_versions_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "catalogue_items"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was sold by a version must find it as it was, for ever.
CREATE FUNCTION catalogue_keep_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a version of what is sold is never changed or deleted' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'catalogue_versions_kept';
END $$;
CREATE TRIGGER catalogue_versions_kept BEFORE UPDATE OR DELETE ON catalogue_versions FOR EACH ROW EXECUTE FUNCTION catalogue_keep_versions();

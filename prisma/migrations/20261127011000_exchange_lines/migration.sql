ALTER TABLE "order_lines" ADD COLUMN "replaces_id" UUID;
CREATE UNIQUE INDEX "order_lines_replaces_id_key" ON "order_lines"("replaces_id");
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_replaces_id_fkey" FOREIGN KEY ("replaces_id") REFERENCES "order_lines"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

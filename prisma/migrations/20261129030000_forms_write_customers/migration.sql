-- What a form wrote of a customer, and (kept aside) whom a stranger's form may be about.
ALTER TABLE "form_submissions" ADD COLUMN "customer_id" UUID;
ALTER TABLE "form_submissions" ADD CONSTRAINT "form_submissions_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "form_submissions_customer_id_at_idx" ON "form_submissions"("customer_id", "at" DESC);

-- A link may be about a record beside its customer (the survey after a booking); a flow or rule that makes it makes it once. How often it was opened.
ALTER TABLE "form_links" ADD COLUMN "about_entity" TEXT;
ALTER TABLE "form_links" ADD COLUMN "about_id" UUID;
ALTER TABLE "form_links" ADD COLUMN "effect_key" TEXT;
ALTER TABLE "form_links" ADD COLUMN "ask_token" TEXT;
ALTER TABLE "form_links" ADD COLUMN "opened" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "form_links" ADD CONSTRAINT "form_links_about" CHECK (("about_entity" IS NULL) = ("about_id" IS NULL) AND ("about_id" IS NULL OR "kind" = 'bound') AND "opened" >= 0);
CREATE INDEX "form_links_ask_token_idx" ON "form_links"("ask_token");
CREATE UNIQUE INDEX "form_links_effect_key_key" ON "form_links"("effect_key");

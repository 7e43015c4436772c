-- A link that was made for one customer: she finds it in her own list, and what she hands in is about her.
ALTER TABLE "form_links" ADD COLUMN "customer_id" UUID;
ALTER TABLE "form_links" ADD CONSTRAINT "form_links_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "form_links" DROP CONSTRAINT "form_links_values";
ALTER TABLE "form_links" ADD CONSTRAINT "form_links_values" CHECK ("kind" IN ('open', 'one_time', 'bound') AND "used" >= 0 AND ("max_uses" IS NULL OR "used" <= "max_uses")
  AND ("kind" = 'open' OR "used" <= 1) AND ("customer_id" IS NULL OR "kind" = 'bound'));
CREATE INDEX "form_links_customer_id_idx" ON "form_links"("customer_id");

-- Which customer a to-do is about that no flow has opened: one that somebody made from a list of names.
CREATE TABLE "task_customers" (
  "token" TEXT NOT NULL,
  "customer_id" UUID NOT NULL,
  CONSTRAINT "task_customers_pkey" PRIMARY KEY ("token")
);
CREATE INDEX "task_customers_customer_id_idx" ON "task_customers"("customer_id");

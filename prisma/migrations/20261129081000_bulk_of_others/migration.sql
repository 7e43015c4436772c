-- Bookings, orders, cards and records of the kinds that the shop made up are changed many at once as customers are.
ALTER TABLE "bulk_runs" ADD COLUMN "of" TEXT NOT NULL DEFAULT 'customer';

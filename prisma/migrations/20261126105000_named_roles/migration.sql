-- For which parts somebody was chosen by name: then she is asked, not her whole group.
ALTER TABLE "bookings" ADD COLUMN "named_roles" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- Absences and classes may have begun long before the time that is asked about; there are few of them, and few that are not over. Without
-- this the question "who is away then" would read every finished booking of the unit.
CREATE INDEX reservations_absences ON reservations (unit_id, ends_at) WHERE booking_id IS NULL AND released_at IS NULL;

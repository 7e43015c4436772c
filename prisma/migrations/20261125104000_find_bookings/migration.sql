-- What a guest booked in the mini-program may be moved over something by a member, by right and with a reason: who did it and why is what counts.
ALTER TABLE bookings DROP CONSTRAINT bookings_overbook_has_reason;
ALTER TABLE bookings
  ADD CONSTRAINT bookings_overbook_has_reason CHECK ((overbook_reason IS NULL) = (overbook_staff_id IS NULL) AND (overbook_reason IS NULL OR length(overbook_reason) > 0));

-- booking.search: by the beginning of a code or a name, and by the last four digits of the phone.
CREATE INDEX bookings_code_prefix ON bookings (code text_pattern_ops);
CREATE INDEX bookings_contact_name_prefix ON bookings (contact_name text_pattern_ops);
CREATE INDEX bookings_contact_last4 ON bookings (contact_last4, starts_at);

-- Customers to whom something happened since tags and stages were last looked at: they are looked at together.
CREATE TABLE standing_touched (
  customer_id uuid PRIMARY KEY
);

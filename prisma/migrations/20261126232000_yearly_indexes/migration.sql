-- The days of every year that rules and lists ask for (`md` is month × 100 + day; see condition_accessors).
CREATE INDEX customers_birthday_md ON customers (md(birthday));
CREATE INDEX customers_wedding_md ON customers (md(wedding_date));

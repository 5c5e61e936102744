-- stored -- one customer as it is
SELECT id, version, {names}
FROM customer
WHERE id = %(customer_id)s AND environment_id = %(environment_id)s;

-- number_holder -- another customer with this number
SELECT id
FROM customer
WHERE environment_id = %(environment_id)s AND number = %(number)s AND id <> %(customer_id)s;

-- journal_values -- what one customer was before and will be
INSERT INTO change (
  customer_id, import_id, environment_id, kind, version, changed, {before_names}, {after_names}
)
SELECT
  id, %(import_id)s, environment_id, 'update', %(version)s, %(changed)s, {before_values}, {after_values}
FROM customer
WHERE id = %(customer_id)s;

-- write_values -- all twelve, and their keys
UPDATE customer
SET {new_values}, email_key = %(email_key)s, number_key = %(number_key)s, name_key = %(name_key)s,
  version = version + 1
WHERE id = %(customer_id)s;

-- changes_of -- everything that befell a customer since it was created, the newest first
SELECT
  x.import_id, i.kind, i.started_by, i.finished_at, x.file, x.line, i.undoes_id, x.kind, x.changed, {before_names}
FROM change AS x
JOIN import AS i ON i.id = x.import_id
WHERE x.customer_id = %(customer_id)s
ORDER BY x.version DESC;

-- creation_of -- where a customer came from, and what it has now
SELECT
  i.id, i.kind, i.started_by, i.finished_at, c.created_file, c.created_line, i.undoes_id, {names}
FROM customer AS c
LEFT JOIN import AS i ON i.id = c.created_import
WHERE c.id = %(customer_id)s AND c.environment_id = %(environment_id)s;

-- create -- one customer, its values typed by hand
INSERT INTO customer (environment_id, {names}, email_key, number_key, name_key, version, created_import)
VALUES (%(environment_id)s, {given_values}, %(email_key)s, %(number_key)s, %(name_key)s, 1, %(import_id)s)
RETURNING id;

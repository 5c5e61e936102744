-- planned_updates -- how many customers the plan changes, and of how many it changes an indexed field
SELECT COUNT(*), COUNT(*) FILTER (WHERE (changed & {keys}) <> 0)
FROM {plan}
WHERE action = 'update' AND changed <> 0 AND file IN ({files});

-- any_planned -- one row if the plan names any row
SELECT 1 FROM {plan} LIMIT 1;

-- journal -- what each changed customer was before and will be, only for the fields that change
INSERT INTO change (
  customer_id, import_id, environment_id, file, line, kind, version, changed, {before_names}, {after_names}
)
SELECT
  c.id, %(import_id)s, c.environment_id, p.file, p.line, 'update', %(version)s, p.changed,
  {before_values},
  {after_values}
FROM {plan} AS p
JOIN {staging} AS s ON s.file = p.file AND s.line = p.line
JOIN customer AS c ON c.id = p.customer_id
WHERE p.action = 'update' AND p.changed <> 0 AND p.file IN ({files}) AND c.environment_id = %(environment_id)s;

-- update -- lay the changed values over the stored ones
UPDATE customer AS c
SET
  {changed_values},
  version = c.version + 1
FROM {plan} AS p
JOIN {staging} AS s ON s.file = p.file AND s.line = p.line
WHERE c.id = p.customer_id
  AND p.action = 'update' AND p.changed <> 0 AND p.file IN ({files}) AND c.environment_id = %(environment_id)s
  AND {which};

-- insert_all -- a customer for every staged row; a table is read in the order in which it was filled
INSERT INTO customer (
  environment_id, {names}, email_key, number_key, name_key, version, created_import, created_file, created_line
)
SELECT
  %(environment_id)s, {staged_values}, s.email_key, s.number_key, s.name_key, 1, %(import_id)s, s.file, s.line
FROM {staging} AS s
WHERE NOT s.rejected
  AND s.file IN ({files});

-- insert -- a customer for every staged row that the plan does not name, in the files' order
INSERT INTO customer (
  environment_id, {names}, email_key, number_key, name_key, version, created_import, created_file, created_line
)
SELECT
  %(environment_id)s, {staged_values}, s.email_key, s.number_key, s.name_key, 1, %(import_id)s, s.file, s.line
FROM {staging} AS s
WHERE NOT s.rejected
  AND s.file IN ({files})
  AND NOT EXISTS (SELECT 1 FROM {plan} AS p WHERE p.file = s.file AND p.line = s.line)
ORDER BY s.file, s.line;

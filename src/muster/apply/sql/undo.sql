-- import_to_undo -- what is to be undone, and what it undid itself
SELECT i.state, i.undoes_id, e.settings, i.finished_at, {now}
FROM import AS i
JOIN environment AS e ON e.id = i.environment_id
WHERE i.id = %(import_id)s AND i.environment_id = %(environment_id)s;

-- keep_version -- the environment's before this undo, as for one that is opened only now
UPDATE import
SET planned_version = %(version)s
WHERE id = %(import_id)s;

-- lineage -- what an import is, what it undid, and since when the journal has no values of it
SELECT kind, undoes_id, forgotten_at
FROM import
WHERE id = %(import_id)s;

-- make_steps -- what happens to each customer; for the time of this transaction
CREATE TEMPORARY TABLE step (
  customer_id BIGINT PRIMARY KEY,
  file BIGINT,
  line BIGINT,
  action TEXT,  -- restore, delete, return, keep
  bits BIGINT,  -- fields that are written
  kept BIGINT,  -- fields that stay as they are
  code TEXT     -- why something stays
);

-- make_step_keys -- comparison keys of the values that come back; SQL never folds case
CREATE TEMPORARY TABLE step_key (customer_id BIGINT PRIMARY KEY, email_key TEXT, number_key TEXT, name_key TEXT);

-- drop_steps -- no longer of use
DROP TABLE step;

-- drop_step_keys -- no longer of use
DROP TABLE step_key;

-- back_from_updates -- a value goes back where it is still what the import made of it
INSERT INTO step (customer_id, file, line, action, bits, kept, code)
SELECT
  customer_id, file, line, CASE WHEN is_gone THEN 'keep' ELSE 'restore' END, bits,
  CASE WHEN is_gone THEN 0 ELSE changed - bits END,
  CASE WHEN is_gone THEN 'UND003' WHEN bits <> changed THEN 'UND001' END
FROM (
  SELECT
    x.customer_id, x.file, x.line, x.changed, c.id IS NULL AS is_gone,
    CASE WHEN c.id IS NULL THEN 0 ELSE {untouched_bits} END AS bits
  FROM change AS x
  LEFT JOIN customer AS c ON c.id = x.customer_id
  WHERE x.import_id = %(undone)s AND x.kind = 'update'
) AS found;

-- back_from_returns -- a customer that the import brought back goes again, if it is still as it came back
INSERT INTO step (customer_id, file, line, action, bits, kept, code)
SELECT
  customer_id, file, line, CASE WHEN is_touched THEN 'keep' ELSE 'delete' END, 0, 0,
  CASE WHEN is_touched THEN 'UND002' END
FROM (
  SELECT
    c.id AS customer_id, x.created_file AS file, x.created_line AS line,
    ({stored_values}) IS DISTINCT FROM ({after_values})
    OR EXISTS (
      SELECT 1
      FROM customer_alias AS a
      JOIN import AS merge ON merge.id = a.import_id
      WHERE a.customer_id = c.id AND merge.planned_version >= x.version
    ) AS is_touched
  FROM change AS x
  JOIN customer AS c ON c.id = x.customer_id
  WHERE x.import_id = %(undone)s AND x.kind = 'create'
) AS found;

-- back_from_deletions -- a customer that the import deleted comes back
INSERT INTO step (customer_id, file, line, action, bits, kept, code)
SELECT x.customer_id, x.created_file, x.created_line, 'return', x.changed, 0, NULL
FROM change AS x
WHERE x.import_id = %(undone)s AND x.kind = 'delete'
  AND NOT EXISTS (SELECT 1 FROM customer AS c WHERE c.id = x.customer_id);

-- back_from_creations -- a customer that the import created goes, if it is still as it was created
INSERT INTO step (customer_id, file, line, action, bits, kept, code)
SELECT
  customer_id, file, line, CASE WHEN is_touched THEN 'keep' ELSE 'delete' END, 0, 0,
  CASE WHEN is_touched THEN 'UND002' END
FROM (
  SELECT
    c.id AS customer_id, c.created_file AS file, c.created_line AS line,
    EXISTS (SELECT 1 FROM customer_alias AS a WHERE a.customer_id = c.id)
    OR EXISTS (
      SELECT 1
      FROM change AS u
      WHERE u.customer_id = c.id AND u.kind = 'update' AND ({is_other_than_created})
    ) AS is_touched
  FROM customer AS c
  WHERE c.created_import = %(undone)s AND c.environment_id = %(environment_id)s
) AS found;

-- leave_taken_numbers -- a number that another customer has by now stays there; repeated until nothing is found
UPDATE step
SET bits = bits - 1, kept = kept + 1, code = 'UND004'
WHERE (bits & 1) <> 0
  AND EXISTS (
    SELECT 1
    FROM change AS x
    JOIN customer AS o ON o.environment_id = x.environment_id AND o.number = x.before_number
    LEFT JOIN step AS s ON s.customer_id = o.id
    WHERE x.customer_id = step.customer_id AND x.import_id = %(undone)s AND o.id <> step.customer_id
      AND (s.customer_id IS NULL OR NOT (s.action = 'delete' OR (s.action = 'restore' AND (s.bits & 1) <> 0)))
  );

-- values_that_return -- as they will be, of which the comparison keys are needed
SELECT x.customer_id, {keyed_values}
FROM step AS t
JOIN change AS x ON x.customer_id = t.customer_id AND x.import_id = %(undone)s
LEFT JOIN customer AS c ON c.id = t.customer_id
WHERE t.action IN ('restore', 'return') AND (t.bits & {keyed_bits}) <> 0;

-- journal_restored -- before and after are the undone import's, the other way round
INSERT INTO change (
  customer_id, import_id, environment_id, kind, version, changed, {before_names}, {after_names}
)
SELECT c.id, %(import_id)s, c.environment_id, 'update', %(version)s, t.bits, {stored_bits}, {returning_bits}
FROM step AS t
JOIN change AS x ON x.customer_id = t.customer_id AND x.import_id = %(undone)s
JOIN customer AS c ON c.id = t.customer_id
WHERE t.action = 'restore' AND t.bits <> 0;

-- journal_deleted -- everything that is needed to bring them back
INSERT INTO change (
  customer_id, import_id, environment_id, kind, version, changed, {before_names},
  created_import, created_file, created_line
)
SELECT
  c.id, %(import_id)s, c.environment_id, 'delete', %(version)s, {filled_bits}, {stored_values},
  c.created_import, c.created_file, c.created_line
FROM step AS t
JOIN customer AS c ON c.id = t.customer_id
WHERE t.action = 'delete';

-- journal_returned -- as they come back
INSERT INTO change (
  customer_id, import_id, environment_id, kind, version, changed, {after_names},
  created_import, created_file, created_line
)
SELECT
  x.customer_id, %(import_id)s, x.environment_id, 'create', %(version)s, t.bits, {returning_bits},
  x.created_import, x.created_file, x.created_line
FROM step AS t
JOIN change AS x ON x.customer_id = t.customer_id AND x.import_id = %(undone)s
WHERE t.action = 'return';

-- delete -- for good, as far as the customers' table knows
DELETE FROM customer
WHERE id IN (SELECT customer_id FROM step WHERE action = 'delete');

-- free_numbers -- so that customers can exchange theirs
UPDATE customer
SET number = NULL, number_key = NULL
WHERE number IS NOT NULL
  AND id IN (SELECT customer_id FROM step WHERE action = 'restore' AND (bits & 1) <> 0);

-- restore -- field by field
UPDATE customer AS c
SET
  {restored_values},
  email_key = CASE WHEN (t.bits & 2) <> 0 THEN k.email_key ELSE c.email_key END,
  number_key = CASE WHEN (t.bits & 1) <> 0 THEN k.number_key ELSE c.number_key END,
  name_key = CASE WHEN (t.bits & {name_bits}) <> 0 THEN k.name_key ELSE c.name_key END,
  version = c.version + 1
FROM step AS t
JOIN change AS x ON x.customer_id = t.customer_id AND x.import_id = %(undone)s
LEFT JOIN step_key AS k ON k.customer_id = t.customer_id
WHERE c.id = t.customer_id AND t.action = 'restore' AND t.bits <> 0;

-- return -- under the same id, with the same origin
INSERT INTO customer (
  id, environment_id, {names}, email_key, number_key, name_key, version, created_import, created_file, created_line
)
SELECT
  x.customer_id, x.environment_id, {returning_bits}, k.email_key, k.number_key, k.name_key, 1, x.created_import, x.created_file, x.created_line
FROM step AS t
JOIN change AS x ON x.customer_id = t.customer_id AND x.import_id = %(undone)s
LEFT JOIN step_key AS k ON k.customer_id = t.customer_id
WHERE t.action = 'return';

-- kept -- what stays, and why
SELECT t.customer_id, c.number, t.file, t.line, t.code, t.kept
FROM step AS t
LEFT JOIN customer AS c ON c.id = t.customer_id
WHERE t.code IS NOT NULL
ORDER BY t.file, t.line, t.customer_id;

-- outcome -- how many customers each step concerns
SELECT
  count(*) FILTER (WHERE action = 'restore' AND bits <> 0),
  count(*) FILTER (WHERE action = 'delete'),
  count(*) FILTER (WHERE action = 'return'),
  count(*)
FROM step;

-- forget_aliases -- numbers that the undone import had merged away
DELETE FROM customer_alias
WHERE import_id = %(undone)s;

-- remember_aliases -- numbers that a merge takes away, and those that led to a customer it takes away, lead to who stays
INSERT INTO customer_alias (environment_id, number, customer_id, import_id)
SELECT w.environment_id, gone.number, w.id, %(import_id)s
FROM change AS x
JOIN customer AS w ON w.id = x.customer_id
JOIN (
  SELECT before_number AS number FROM change WHERE import_id = %(merge)s
  UNION
  SELECT a.number
  FROM change AS loser
  JOIN customer_alias AS a ON a.customer_id = loser.customer_id
  WHERE loser.import_id = %(merge)s AND loser.kind = 'delete'
    AND NOT EXISTS (
      SELECT 1
      FROM customer_alias AS newer
      JOIN customer AS c ON c.id = newer.customer_id
      WHERE newer.environment_id = a.environment_id AND newer.number = a.number AND newer.id > a.id
    )
) AS gone ON gone.number IS NOT NULL AND (w.number IS NULL OR w.number <> gone.number)
WHERE x.import_id = %(merge)s AND x.kind = 'update';

-- close_undone -- the undone import, and by which one
UPDATE import
SET state = 'undone', undone_by_id = %(import_id)s
WHERE id = %(undone)s;

-- reopen -- an import whose undoing was undone
UPDATE import
SET
  undone_by_id = NULL,
  state = CASE
    WHEN EXISTS (SELECT 1 FROM import_file AS f WHERE f.import_id = import.id AND f.status <> 'accepted') THEN 'partial'
    ELSE 'done'
  END
WHERE id = %(reopened)s;

-- end_at_once -- an import that was opened, applied and ended in one transaction
UPDATE import
SET state = %(state)s, totals = %(totals)s, started_at = created_at, finished_at = {now}
WHERE id = %(import_id)s;

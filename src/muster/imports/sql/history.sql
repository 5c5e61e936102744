-- one -- everything that is kept of an import beside its files
SELECT
  i.id, i.environment_id, e.name, i.kind, i.state, i.reason, i.started_by, i.language, i.started_at, i.finished_at,
  i.options, i.notify, i.totals, i.cleared_by_field, i.fingerprint, i.planned_version, i.undoes_id, i.undone_by_id,
  i.created_at, e.settings, i.user_id, i.progress, i.lease_token, e.zone, i.forgotten_at
FROM import AS i
JOIN environment AS e ON e.id = i.environment_id
WHERE i.id = %(import_id)s;

-- files -- the files of an import, in order
SELECT
  name, stored_path, size_bytes, sha256, source, encoding, delimiter, sheet, header_line, labels, mapping, status,
  totals, skipped, counts
FROM import_file
WHERE import_id = %(import_id)s
ORDER BY position;

-- mails -- what was or will be sent about an import, oldest first
SELECT recipient, language, state, last_error
FROM outbox
WHERE import_id = %(import_id)s
ORDER BY id;

-- latest -- the newest imports of an environment
SELECT i.id, i.kind, i.state, i.reason, i.started_by, i.created_at, i.totals, i.undoes_id,
  (SELECT name FROM import_file WHERE import_id = i.id AND position = 1) AS first_file,
  (SELECT count(*) FROM import_file WHERE import_id = i.id) AS files,
  (SELECT count(*) FROM outbox WHERE import_id = i.id AND state = 'dead') AS dead_mails
FROM import AS i
WHERE i.environment_id = %(environment_id)s AND i.id < %(before)s
ORDER BY i.id DESC
LIMIT %(count)s;

-- pulls -- of the imports that were to come from another program the newest in each state, without what was tried out
SELECT i.id, i.state, i.reason, i.finished_at, i.totals,
  (SELECT f.counts FROM import_file AS f WHERE f.import_id = i.id AND f.position = 1) AS counts
FROM import AS i
WHERE i.id IN (
  SELECT max(p.id)
  FROM import AS p
  WHERE p.environment_id = %(environment_id)s AND p.kind = 'pull' AND p.state <> 'planned'
    AND p.options ->> 'source' = %(source)s AND p.id < %(before)s
  GROUP BY p.state
)
ORDER BY i.id DESC;

-- same_file -- the newest import of this environment into which a file with the same content went
SELECT i.id, i.started_by, i.finished_at
FROM import AS i
JOIN import_file AS f ON f.import_id = i.id
WHERE i.environment_id = %(environment_id)s
  AND i.id <> %(import_id)s
  AND i.state IN ('done', 'partial')
  AND f.status <> 'rejected'
  AND f.sha256 IN (SELECT sha256 FROM import_file WHERE import_id = %(import_id)s)
ORDER BY i.id DESC
LIMIT 1;

-- kept_paths -- every file that belongs to an import
SELECT stored_path
FROM import_file
WHERE stored_path IS NOT NULL;

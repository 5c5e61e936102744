-- too_old_to_keep -- imports of an environment whose values in the journal are older than it wants
SELECT id
FROM import
WHERE environment_id = %(environment_id)s AND state IN ('done', 'partial', 'undone')
  AND forgotten_at IS NULL AND finished_at < {later}
ORDER BY id;

-- forget_values -- which import changed which fields of whom stays; the values go
UPDATE change
SET {forgotten_values}
WHERE import_id = %(import_id)s;

-- mark_forgotten -- it cannot be taken back any more
UPDATE import
SET forgotten_at = {now}
WHERE id = %(import_id)s;

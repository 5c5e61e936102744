-- files_too_old -- ended imports of an environment whose files are kept for longer than it wants, and one file of each
SELECT i.id, min(f.stored_path)
FROM import AS i
JOIN import_file AS f ON f.import_id = i.id
WHERE i.environment_id = %(environment_id)s AND i.finished_at < {later} AND f.stored_path IS NOT NULL
  AND i.state IN ('planned', 'done', 'partial', 'failed', 'cancelled', 'undone')
GROUP BY i.id
ORDER BY i.id;

-- forget_files -- they are gone; what was counted stays
UPDATE import_file
SET stored_path = NULL
WHERE import_id = %(import_id)s;

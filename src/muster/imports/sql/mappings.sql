-- saved_mappings -- the mappings of an environment, newest first
SELECT id, shape, mapping, created_at
FROM saved_mapping
WHERE environment_id = %(environment_id)s
ORDER BY created_at DESC, id DESC;

-- save_mapping -- for the next file of this shape
INSERT INTO saved_mapping (environment_id, shape, mapping, user_id, created_at)
VALUES (%(environment_id)s, %(shape)s, %(mapping)s, %(user_id)s, {now})
ON CONFLICT (environment_id, shape) DO UPDATE
SET mapping = excluded.mapping, user_id = excluded.user_id, created_at = excluded.created_at;

-- forget_mapping -- no longer of use
DELETE FROM saved_mapping
WHERE environment_id = %(environment_id)s AND id = %(id)s;

-- due -- The oldest message to be sent that nobody else holds.
SELECT id, environment_id, import_id, kind, recipient, language, message_id, attempt
FROM outbox
WHERE state = 'queued'
  AND (run_after IS NULL OR run_after <= {now})
  AND (lease_until IS NULL OR lease_until <= {now})
  AND id > %(after)s
ORDER BY id
LIMIT 1
{for_update_skip_locked};

-- claim -- Hold a message for as long as a delivery may take.
UPDATE outbox
SET attempt = %(attempt)s, lease_until = {later}
WHERE id = %(id)s;

-- sent -- The server has it, unless somebody else tried it meanwhile.
UPDATE outbox
SET state = 'sent', sent_at = {now}, lease_until = NULL, last_error = NULL
WHERE id = %(id)s AND attempt = %(attempt)s AND state = 'queued';

-- forget -- Nothing is to be said any more.
DELETE FROM outbox
WHERE id = %(id)s;

-- retry -- It is tried again later.
UPDATE outbox
SET run_after = {later}, lease_until = NULL, last_error = %(error)s
WHERE id = %(id)s AND attempt = %(attempt)s AND state = 'queued';

-- dead -- It is not tried again, unless a person asks for it.
UPDATE outbox
SET state = 'dead', lease_until = NULL, last_error = %(error)s
WHERE id = %(id)s AND attempt = %(attempt)s AND state = 'queued';

-- send_again -- Dead messages get all their attempts again.
UPDATE outbox
SET state = 'queued', attempt = 0, run_after = NULL, lease_until = NULL
WHERE import_id = %(import_id)s AND state = 'dead';

-- thread -- What this recipient was sent before about the import, or about those that it takes back, oldest first.
WITH RECURSIVE lineage (id) AS (
  SELECT id FROM import WHERE id = %(import_id)s
  UNION ALL
  SELECT i.undoes_id FROM import AS i JOIN lineage AS l ON l.id = i.id WHERE i.undoes_id IS NOT NULL
)
SELECT o.message_id
FROM outbox AS o
WHERE o.import_id IN (SELECT id FROM lineage) AND o.recipient = %(recipient)s AND o.id < %(id)s
ORDER BY o.id;

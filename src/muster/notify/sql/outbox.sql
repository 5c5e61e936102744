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

-- retry -- It is tried again later.
UPDATE outbox
SET run_after = {later}, lease_until = NULL, last_error = %(error)s
WHERE id = %(id)s AND attempt = %(attempt)s AND state = 'queued';

-- dead -- It is not tried again, unless a person asks for it.
UPDATE outbox
SET state = 'dead', lease_until = NULL, last_error = %(error)s
WHERE id = %(id)s AND attempt = %(attempt)s AND state = 'queued';

-- send_again -- A dead message gets all its attempts again.
UPDATE outbox
SET state = 'queued', attempt = 0, run_after = NULL, lease_until = NULL
WHERE id = %(id)s AND state = 'dead';

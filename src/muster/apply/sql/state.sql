-- open_import -- the import's row, before anything is read
INSERT INTO import (
  environment_id, kind, state, started_by, user_id, language, options, notify, undoes_id, planned_version
)
VALUES (
  %(environment_id)s, %(kind)s, %(state)s, %(started_by)s, %(user_id)s, %(language)s, %(options)s, %(notify)s,
  %(undoes_id)s, %(planned_version)s
)
RETURNING id;

-- open_file -- one file of an import
INSERT INTO import_file (import_id, position, name, stored_path, size_bytes, sha256)
VALUES (%(import_id)s, %(position)s, %(name)s, %(stored_path)s, %(size_bytes)s, %(sha256)s);

-- claimable -- the import, if nobody works on it and it may be worked on
SELECT id
FROM import
WHERE id = %(import_id)s
  AND (
    (state = 'waiting' AND %(confirmed)s)
    OR (
      attempt < max_attempts
      AND (state = 'received' OR (state IN ('checking', 'applying') AND lease_until < {now}))
      AND (run_after IS NULL OR run_after <= {now})
    )
  )
{for_update_skip_locked};

-- received -- imports that wait for a worker, the oldest first
SELECT id
FROM import
WHERE state = 'received' AND attempt < max_attempts AND (run_after IS NULL OR run_after <= {now})
ORDER BY id
LIMIT %(count)s;

-- hand_over -- a person decided what a waiting import waited for
UPDATE import
SET
  state = 'received',
  options = %(options)s,
  reason = NULL,
  attempt = 0,
  run_after = NULL,
  lease_until = NULL,
  progress = NULL,
  started_at = NULL,
  planned_version = CASE WHEN %(plan_holds)s THEN planned_version END,
  fingerprint = CASE WHEN %(plan_holds)s THEN fingerprint END
WHERE id = %(import_id)s AND state = 'waiting';

-- keep_progress -- how far the work is
UPDATE import
SET progress = %(progress)s
WHERE id = %(import_id)s AND state IN ('checking', 'applying');

-- claim -- from here on the token of every earlier claim is worthless
UPDATE import
SET
  attempt = CASE WHEN state = 'waiting' THEN 1 ELSE attempt + 1 END,
  state = 'checking',
  lease_token = lease_token + 1,
  lease_until = {later},
  run_after = NULL,
  started_at = COALESCE(started_at, {now}),
  finished_at = NULL
WHERE id = %(import_id)s
RETURNING lease_token;

-- renew -- still at work
UPDATE import
SET lease_until = {later}
WHERE id = %(import_id)s AND lease_token = %(token)s AND state IN ('checking', 'applying');

-- release -- given back before it was finished; the attempt does not count
UPDATE import
SET state = 'received', lease_until = NULL, lease_token = lease_token + 1, attempt = attempt - 1
WHERE id = %(import_id)s AND lease_token = %(token)s AND state IN ('checking', 'applying');

-- try_later -- given back after a try that failed, as long as there are tries left
UPDATE import
SET state = 'received', lease_until = NULL, lease_token = lease_token + 1, run_after = {later}
WHERE id = %(import_id)s AND lease_token = %(token)s AND state IN ('checking', 'applying') AND attempt < max_attempts;

-- move -- from checking to applying, or back to plan anew
UPDATE import
SET state = %(state)s, lease_until = {later}
WHERE id = %(import_id)s AND lease_token = %(token)s AND state IN ('checking', 'applying');

-- keep_plan -- what the plan in hand holds for
UPDATE import
SET planned_version = %(version)s, fingerprint = %(fingerprint)s
WHERE id = %(import_id)s AND lease_token = %(token)s AND state IN ('checking', 'applying');

-- fence -- whoever was replaced while it slept finds nothing here
SELECT id
FROM import
WHERE id = %(import_id)s AND lease_token = %(token)s AND state = 'applying'
{for_update};

-- end_import -- how it came out
UPDATE import
SET
  state = %(state)s,
  reason = %(reason)s,
  totals = %(totals)s,
  cleared_by_field = %(cleared_by_field)s,
  lease_until = NULL,
  run_after = NULL,
  finished_at = {now}
WHERE id = %(import_id)s AND lease_token = %(token)s AND state IN ('checking', 'applying');

-- wait_until -- how long a waiting import waits
UPDATE import
SET run_after = {later}
WHERE id = %(import_id)s;

-- end_file -- what became of one file
UPDATE import_file
SET
  source = %(source)s,
  encoding = %(encoding)s,
  delimiter = %(delimiter)s,
  sheet = %(sheet)s,
  header_line = %(header_line)s,
  labels = %(labels)s,
  mapping = %(mapping)s,
  status = %(status)s,
  totals = %(totals)s,
  skipped = %(skipped)s,
  counts = %(counts)s
WHERE import_id = %(import_id)s AND position = %(position)s;

-- send -- one message to deliver
INSERT INTO outbox (environment_id, import_id, kind, recipient, language, message_id)
SELECT environment_id, id, %(kind)s, %(recipient)s, %(language)s, %(message_id)s
FROM import
WHERE id = %(import_id)s;

-- cancel -- taken back before anything was written
UPDATE import
SET state = 'cancelled', lease_token = lease_token + 1, lease_until = NULL, run_after = NULL, finished_at = {now}
WHERE id = %(import_id)s AND state IN ('received', 'checking', 'waiting');

-- forget_waiting -- nobody confirmed it in time
UPDATE import
SET state = 'cancelled', reason = 'waited-too-long', run_after = NULL, finished_at = {now}
WHERE id IN (SELECT id FROM import WHERE state = 'waiting' AND run_after < {now} {for_update_skip_locked});

-- give_up_lost -- whoever worked on it is gone, and nobody tries again; one that is being applied is locked, not lost
UPDATE import
SET state = 'failed', reason = 'system', lease_token = lease_token + 1, lease_until = NULL, finished_at = {now}
WHERE id IN (
  SELECT id
  FROM import
  WHERE state IN ('checking', 'applying') AND lease_until < {now} AND (attempt >= max_attempts OR NOT %(rescue)s)
  {for_update_skip_locked}
)
RETURNING id;

-- take_up_lost -- whoever worked on it is gone: it waits for the next
UPDATE import
SET state = 'received', lease_token = lease_token + 1, lease_until = NULL
WHERE id IN (
  SELECT id FROM import WHERE state IN ('checking', 'applying') AND lease_until < {now} {for_update_skip_locked}
);

-- unfinished -- imports whose working tables are still of use
SELECT id
FROM import
WHERE state IN ('received', 'checking', 'waiting', 'applying');

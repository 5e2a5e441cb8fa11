-- A tour: read, look at the plan, revoke, keep. It runs in scripts/demo, where
-- the extension is loaded, an org configured and an empty file attached as inv.
.echo on

-- Users, those who left included.
SELECT status, count(*) FROM users GROUP BY status ORDER BY 2 DESC;

-- The clients of one user. The hidden column userId becomes part of the path.
SELECT client_id, client_name FROM user_clients
  WHERE userId = (SELECT id FROM users LIMIT 1);

-- Which call will be made? SQLite's plan says it.
EXPLAIN QUERY PLAN
SELECT id, scopes FROM oauth_tokens WHERE userId = '00u1' AND clientId = '0oa1';

-- Who has tokens that nobody used for a year? A join, as one would write it.
CREATE TEMP TABLE stale AS
  SELECT u.login, c.client_name, t.userId, t.clientId, t.id, t.lastUpdated
  FROM (SELECT id, login FROM users LIMIT 20) u
  JOIN user_clients c ON c.userId = u.id
  JOIN oauth_tokens t ON t.userId = u.id AND t.clientId = c.client_id
  WHERE t.lastUpdated < date('2026-09-01', '-1 year');
SELECT login, client_name, lastUpdated FROM stale ORDER BY lastUpdated LIMIT 5;

-- The consents of one user, with the names of their scopes.
SELECT clientId, json_extract(_embedded, '$.scope.name') AS scope, created FROM grants
  WHERE userId = (SELECT id FROM users LIMIT 1) AND expand = 'scope';

-- A DELETE is staged; nothing is sent before COMMIT. So this is a dry run.
BEGIN;
DELETE FROM oauth_tokens
  WHERE (userId, clientId, id) IN (SELECT userId, clientId, id FROM stale);
SELECT changes() AS staged;
SELECT state, verb, path FROM idp_revocations LIMIT 3;
ROLLBACK;

-- Now for good: the tokens of one user and client.
DELETE FROM oauth_tokens
  WHERE userId = (SELECT userId FROM stale ORDER BY lastUpdated LIMIT 1)
    AND clientId = (SELECT clientId FROM stale ORDER BY lastUpdated LIMIT 1);

-- What was sent just now.
SELECT verb, status, substr(path, 1, 60) AS path FROM idp_requests
  ORDER BY number DESC LIMIT 3;

-- All of it in a file, for tomorrow, and for those without a credential.
SELECT json_extract(done, '$.rows') AS rows, json_extract(done, '$.calls') AS calls
  FROM (SELECT idp_refresh('inv') AS done);

-- Decided from the file, revoked in the org; the next refresh knows what went.
DELETE FROM grants
  WHERE userId IN (SELECT userId FROM inv.saved_of_leavers WHERE what = 'grant' LIMIT 3);
SELECT json_extract(idp_refresh('inv', '{"tables": ["grants"]}'), '$.removed') AS removed;
SELECT what, userId, clientId FROM inv.saved_grants_changes WHERE refresh = 2 LIMIT 3;

-- Somebody acts as another person: Okta's support with a grant of yours, or one who has that right.
-- Look: whether a case is open. End: it is in the console, Settings, Account.
CREATE TEMP VIEW impersonation AS
SELECT published, coalesce(actorAlternateId, actorId) AS who, coalesce(json_extract(target, '$[0].alternateId'), json_extract(target, '$[0].id')) AS what,
       eventType AS why, uuid
  FROM system_log_events
 WHERE eventType IN ('user.session.impersonation.grant', 'user.session.impersonation.initiate')
   AND published >= (SELECT since FROM detection_window);

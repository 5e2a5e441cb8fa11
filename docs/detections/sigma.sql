-- The System Log as pySigma's SQLite backend asks for it: `logs`, whose columns are the fields' paths.
-- A rule without a time is asked for all days that the log keeps; its event types are what narrows it.
-- `target.…` is the first app among the targets, or else the first target.
CREATE TEMP VIEW logs AS
SELECT e.*,
       e.actorId AS "actor.id",
       e.actorType AS "actor.type",
       e.actorAlternateId AS "actor.alternateId",
       e.actorAlternateId AS alternateId,
       json_extract(e.actor, '$.displayName') AS "actor.displayName",
       e.ipAddress AS "client.ipAddress",
       json_extract(e.client, '$.userAgent.rawUserAgent') AS "client.userAgent.rawUserAgent",
       e.outcomeResult AS "outcome.result",
       json_extract(e.outcome, '$.reason') AS "outcome.reason",
       json_extract(e.debugContext, '$.debugData.behaviors') AS "debugContext.debugData.behaviors",
       json_extract(e.debugContext, '$.debugData.logOnlySecurityData') AS "debugContext.debugData.logOnlySecurityData",
       json_extract(e.debugContext, '$.debugData.threatSuspected') AS "debugContext.debugData.threatSuspected",
       json_extract(e.debugContext, '$.debugData.requestUri') AS "debugContext.debugData.requestUri",
       CASE json_extract(e.securityContext, '$.isProxy') WHEN 1 THEN 'true' WHEN 0 THEN 'false' END
         AS "securityContext.isProxy",
       (SELECT json_extract(t.value, '$.displayName') FROM json_each(e.target) t
         ORDER BY json_extract(t.value, '$.type') <> 'AppInstance', t.key LIMIT 1) AS "target.displayName",
       (SELECT json_extract(t.value, '$.alternateId') FROM json_each(e.target) t
         ORDER BY json_extract(t.value, '$.type') <> 'AppInstance', t.key LIMIT 1) AS "target.alternateId"
  FROM system_log_events e;

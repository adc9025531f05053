
-- alert_tables: alerts, the incidents that collect them, who need not know, and the outbox
--
-- An alert is one episode of one series (monitor, column, segment). An incident collects the alerts
-- that have one cause; messages are about incidents. Settings are rows that override what
-- drift.alert_defaults() and drift.default_inhibitions() return, so that a dump holds only what
-- somebody chose. drift.alert_event is append-only: drift.grant_operator gives no right to change
-- it, nor to say who did something, or when.

CREATE TABLE drift.alert (
	alert_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	dedup_key text NOT NULL,
	incident_id bigint,
	monitor_id bigint NOT NULL,
	source_id bigint NOT NULL,
	model_id bigint NOT NULL,
	metric text NOT NULL,
	column_name name,
	segment_key text,
	segment_value text,
	state text NOT NULL CHECK (state IN ('pending', 'firing', 'suppressed', 'no_data', 'resolved',
		'inactive')),
	severity text NOT NULL CHECK (severity IN ('warning', 'critical')),
	first_window timestamptz NOT NULL,
	fired_window timestamptz,
	last_window timestamptz NOT NULL,
	resolved_window timestamptz,
	value float8,
	limit_value float8,
	n_current bigint,
	reason text,
	occurrences int NOT NULL DEFAULT 1,
	silenced_by bigint,
	suppressed_by bigint,
	held text,
	held_until timestamptz,
	flapping_since timestamptz,
	owner name,
	runbook text,
	weight float8 NOT NULL DEFAULT 1,
	pending_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	fired_at timestamptz,
	resolved_at timestamptz,
	notified_at timestamptz,
	notified_window timestamptz,
	digested text CHECK (digested IN ('warning', 'critical', 'resolved')),
	acknowledged_at timestamptz,
	acknowledged_by name,
	assigned_to text,
	ticket text,
	resolved_by name,
	verdict text CHECK (verdict IN ('true_alarm', 'false_alarm', 'expected', 'duplicate'))
);
CREATE UNIQUE INDEX alert_one_open ON drift.alert (dedup_key)
	WHERE state IN ('pending', 'firing', 'suppressed', 'no_data');
CREATE INDEX alert_series ON drift.alert (monitor_id, last_window);
CREATE INDEX alert_of_incident ON drift.alert (incident_id);
CREATE INDEX alert_to_group ON drift.alert (alert_id)
	WHERE incident_id IS NULL AND fired_window IS NOT NULL AND suppressed_by IS NULL;
CREATE INDEX alert_to_digest ON drift.alert (model_id)
	WHERE held = 'digest' AND digested IS DISTINCT FROM 'resolved';
COMMENT ON TABLE drift.alert IS 'Step alert: one row an episode of a monitor, column and segment; at most one of them is open.';
COMMENT ON COLUMN drift.alert.alert_id IS 'Key.';
COMMENT ON COLUMN drift.alert.dedup_key IS 'Names monitor, column and segment; the same over severities and episodes, at most 255 bytes.';
COMMENT ON COLUMN drift.alert.incident_id IS 'The incident that collects it; NULL: it has not fired, or is suppressed.';
COMMENT ON COLUMN drift.alert.monitor_id IS 'The monitor.';
COMMENT ON COLUMN drift.alert.source_id IS 'The source.';
COMMENT ON COLUMN drift.alert.model_id IS 'The model.';
COMMENT ON COLUMN drift.alert.metric IS 'The metric; no_run: the monitor had no successful run.';
COMMENT ON COLUMN drift.alert.column_name IS 'Column, or NULL.';
COMMENT ON COLUMN drift.alert.segment_key IS 'Segment column, or NULL.';
COMMENT ON COLUMN drift.alert.segment_value IS 'Segment value, or NULL.';
COMMENT ON COLUMN drift.alert.state IS 'pending: beyond the limit, not often enough; firing; suppressed: it would fire, but another alert explains it; no_data: it fired and cannot be evaluated any more; resolved: is over; inactive: was pending only.';
COMMENT ON COLUMN drift.alert.severity IS 'warning or critical: the worst of the last n windows.';
COMMENT ON COLUMN drift.alert.first_window IS 'Start of the window that opened it.';
COMMENT ON COLUMN drift.alert.fired_window IS 'Start of the window that made it fire.';
COMMENT ON COLUMN drift.alert.last_window IS 'Start of the last window beyond the limit.';
COMMENT ON COLUMN drift.alert.resolved_window IS 'Start of the window that closed it.';
COMMENT ON COLUMN drift.alert.value IS 'Value in last_window.';
COMMENT ON COLUMN drift.alert.limit_value IS 'Limit it broke there.';
COMMENT ON COLUMN drift.alert.n_current IS 'Values behind it.';
COMMENT ON COLUMN drift.alert.reason IS 'Reason of the last result.';
COMMENT ON COLUMN drift.alert.occurrences IS 'Windows beyond the limit while it was open.';
COMMENT ON COLUMN drift.alert.silenced_by IS 'The silence that keeps its message back.';
COMMENT ON COLUMN drift.alert.suppressed_by IS 'The alert that explains it; kept after it was resolved.';
COMMENT ON COLUMN drift.alert.held IS 'Why its message is kept back: silence, maintenance, backfilled, digest, cool-down or flapping; NULL: it is not.';
COMMENT ON COLUMN drift.alert.held_until IS 'Cool-down: held while its windows start before.';
COMMENT ON COLUMN drift.alert.flapping_since IS 'Window from which it has been flapping: it stays firing until it is calm.';
COMMENT ON COLUMN drift.alert.owner IS 'The monitor''s owner.';
COMMENT ON COLUMN drift.alert.runbook IS 'The monitor''s runbook.';
COMMENT ON COLUMN drift.alert.weight IS 'The monitor''s importance: orders the columns of an incident.';
COMMENT ON COLUMN drift.alert.pending_at IS 'When it was opened, by the clock.';
COMMENT ON COLUMN drift.alert.fired_at IS 'When it fired, by the clock.';
COMMENT ON COLUMN drift.alert.resolved_at IS 'When it was resolved, by the clock.';
COMMENT ON COLUMN drift.alert.notified_at IS 'When a message about it was last put into the outbox.';
COMMENT ON COLUMN drift.alert.notified_window IS 'Its last window then.';
COMMENT ON COLUMN drift.alert.digested IS 'What a digest said of it last: warning, critical or resolved; NULL: nothing.';
COMMENT ON COLUMN drift.alert.acknowledged_at IS 'When somebody took notice, by the clock.';
COMMENT ON COLUMN drift.alert.acknowledged_by IS 'Who did.';
COMMENT ON COLUMN drift.alert.assigned_to IS 'Who works on it.';
COMMENT ON COLUMN drift.alert.ticket IS 'Link or key of its ticket.';
COMMENT ON COLUMN drift.alert.resolved_by IS 'Who resolved it by hand; NULL: it resolved by itself.';
COMMENT ON COLUMN drift.alert.verdict IS 'What it was, as somebody said: true_alarm, false_alarm, expected (real, and no harm) or duplicate.';

CREATE TABLE drift.incident (
	incident_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	dedup_key text NOT NULL,
	group_by text NOT NULL,
	group_key text NOT NULL,
	model_id bigint NOT NULL,
	state text NOT NULL DEFAULT 'firing' CHECK (state IN ('firing', 'no_data', 'resolved')),
	severity text NOT NULL CHECK (severity IN ('warning', 'critical')),
	first_window timestamptz NOT NULL,
	last_window timestamptz NOT NULL,
	resolved_window timestamptz,
	opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	resolved_at timestamptz,
	told_severity text CHECK (told_severity IN ('warning', 'critical')),
	told_at timestamptz,
	repeat_at timestamptz,
	escalation text,
	escalation_level int NOT NULL DEFAULT 0,
	escalate_from timestamptz,
	acknowledged_at timestamptz,
	acknowledged_by name,
	assigned_to text,
	ticket text
);
CREATE UNIQUE INDEX incident_one_open ON drift.incident (dedup_key) WHERE state <> 'resolved';
CREATE INDEX incident_group ON drift.incident (group_key) WHERE state <> 'resolved';
CREATE INDEX incident_model ON drift.incident (model_id, first_window);
COMMENT ON TABLE drift.incident IS 'A group of alerts with one cause, by default those of one model and time: what messages are about.';
COMMENT ON COLUMN drift.incident.incident_id IS 'Key.';
COMMENT ON COLUMN drift.incident.dedup_key IS 'Names the incident to receivers of messages; the same over its life and its severities, at most 255 bytes.';
COMMENT ON COLUMN drift.incident.group_by IS 'What its alerts share: model, model_family, source, column, monitor, or alert (each its own).';
COMMENT ON COLUMN drift.incident.group_key IS 'The value that they share.';
COMMENT ON COLUMN drift.incident.model_id IS 'The model, or one of the family.';
COMMENT ON COLUMN drift.incident.state IS 'firing; no_data: none of its alerts can be evaluated; resolved.';
COMMENT ON COLUMN drift.incident.severity IS 'The worst of its open alerts; once resolved, the worst of all.';
COMMENT ON COLUMN drift.incident.first_window IS 'The first window in which one of its alerts fired.';
COMMENT ON COLUMN drift.incident.last_window IS 'The last window beyond a limit.';
COMMENT ON COLUMN drift.incident.resolved_window IS 'The window that closed its last alert.';
COMMENT ON COLUMN drift.incident.opened_at IS 'When it was opened, by the clock.';
COMMENT ON COLUMN drift.incident.resolved_at IS 'When it was resolved, by the clock.';
COMMENT ON COLUMN drift.incident.told_severity IS 'The severity that people were told; NULL: nobody was told.';
COMMENT ON COLUMN drift.incident.told_at IS 'as_of of the run that told it last.';
COMMENT ON COLUMN drift.incident.repeat_at IS 'When it is told again unless somebody acknowledges it.';
COMMENT ON COLUMN drift.incident.escalation IS 'The escalation policy it follows.';
COMMENT ON COLUMN drift.incident.escalation_level IS 'The level it has reached.';
COMMENT ON COLUMN drift.incident.escalate_from IS 'Since when it waits to be acknowledged.';
COMMENT ON COLUMN drift.incident.acknowledged_at IS 'When somebody took notice, by the clock; cleared when it becomes critical.';
COMMENT ON COLUMN drift.incident.acknowledged_by IS 'Who did.';
COMMENT ON COLUMN drift.incident.assigned_to IS 'Who works on it.';
COMMENT ON COLUMN drift.incident.ticket IS 'Link or key of its ticket.';

CREATE TABLE drift.alert_event (
	event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	alert_id bigint,
	incident_id bigint,
	run_id bigint,
	at timestamptz NOT NULL DEFAULT clock_timestamp(),
	window_start timestamptz,
	event text NOT NULL CHECK (event IN ('pending', 'firing', 'worsened', 'resolved', 'inactive',
		'suppressed', 'released', 'no_data', 'flapping', 'calm', 'silenced', 'held', 'backfilled',
		'repeated', 'escalated', 'acknowledged', 'assigned', 'commented', 'linked', 'reopened',
		'verdict', 'dropped', 'digest')),
	severity text,
	value float8,
	limit_value float8,
	actor name NOT NULL DEFAULT current_user,
	note text,
	CHECK (alert_id IS NOT NULL OR incident_id IS NOT NULL)
);
CREATE INDEX alert_event_alert ON drift.alert_event (alert_id);
CREATE INDEX alert_event_incident ON drift.alert_event (incident_id) WHERE alert_id IS NULL;
CREATE INDEX alert_event_run ON drift.alert_event (run_id);
COMMENT ON TABLE drift.alert_event IS 'Every transition of every alert and incident and everything people did about it, append-only: operators may add rows, not change or remove them.';
COMMENT ON COLUMN drift.alert_event.event_id IS 'Key.';
COMMENT ON COLUMN drift.alert_event.alert_id IS 'The alert; NULL: it is about the incident as a whole.';
COMMENT ON COLUMN drift.alert_event.incident_id IS 'The incident.';
COMMENT ON COLUMN drift.alert_event.run_id IS 'Run in which it happened; NULL: by hand, or between runs.';
COMMENT ON COLUMN drift.alert_event.at IS 'When, by the clock; operators cannot write it.';
COMMENT ON COLUMN drift.alert_event.window_start IS 'Window that caused it.';
COMMENT ON COLUMN drift.alert_event.event IS 'Of alerts: pending, firing, worsened, resolved, inactive, suppressed, released, no_data, flapping, calm; silenced, held, backfilled: its message is kept back; digest: a digest lists it. Of incidents: firing, worsened, resolved, repeated, escalated: a message was queued. By people: acknowledged, assigned, commented, linked, resolved, reopened, verdict, dropped.';
COMMENT ON COLUMN drift.alert_event.severity IS 'Severity after it.';
COMMENT ON COLUMN drift.alert_event.value IS 'Value of the window.';
COMMENT ON COLUMN drift.alert_event.limit_value IS 'Limit of the window.';
COMMENT ON COLUMN drift.alert_event.actor IS 'Role that did it; operators cannot write it.';
COMMENT ON COLUMN drift.alert_event.note IS 'Reason in words.';

CREATE TABLE drift.silence (
	silence_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	model_id bigint,
	model text,
	source text,
	monitor_id bigint,
	metric text,
	column_name text,
	segment_key text,
	segment_value text,
	severity text CHECK (severity IN ('warning', 'critical')),
	starts_at timestamptz NOT NULL DEFAULT now(),
	ends_at timestamptz NOT NULL,
	author name NOT NULL DEFAULT current_user,
	reason text NOT NULL CHECK (reason <> ''),
	created_at timestamptz NOT NULL DEFAULT now(),
	CHECK (ends_at > starts_at)
);
COMMENT ON TABLE drift.silence IS 'Alerts that match all of its columns are recorded but not told. NULL matches everything; a text with % is a LIKE pattern, any other must be equal.';
COMMENT ON COLUMN drift.silence.silence_id IS 'Key.';
COMMENT ON COLUMN drift.silence.model_id IS 'Model to match, or NULL.';
COMMENT ON COLUMN drift.silence.model IS 'Pattern for the model''s name, or NULL.';
COMMENT ON COLUMN drift.silence.source IS 'Source to match: name or pattern, or NULL.';
COMMENT ON COLUMN drift.silence.monitor_id IS 'Monitor to match, or NULL.';
COMMENT ON COLUMN drift.silence.metric IS 'Metric to match: name or pattern, or NULL.';
COMMENT ON COLUMN drift.silence.column_name IS 'Column to match: name or pattern, or NULL.';
COMMENT ON COLUMN drift.silence.segment_key IS 'Segment column to match: name or pattern, or NULL.';
COMMENT ON COLUMN drift.silence.segment_value IS 'Segment value to match: value or pattern, or NULL.';
COMMENT ON COLUMN drift.silence.severity IS 'warning: warnings only, critical alerts are told; critical: critical ones only; NULL: both.';
COMMENT ON COLUMN drift.silence.starts_at IS 'From when, by the clock or the run''s as_of.';
COMMENT ON COLUMN drift.silence.ends_at IS 'Until when; what still fires then is told.';
COMMENT ON COLUMN drift.silence.author IS 'Who silenced.';
COMMENT ON COLUMN drift.silence.reason IS 'Why.';
COMMENT ON COLUMN drift.silence.created_at IS 'When it was created.';

CREATE TABLE drift.maintenance (
	maintenance_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	model text,
	source text,
	starts_at timestamptz NOT NULL DEFAULT now(),
	ends_at timestamptz,
	weekdays int[] CHECK (weekdays <@ '{1,2,3,4,5,6,7}' AND cardinality(weekdays) > 0),
	from_time time,
	to_time time,
	time_zone text,
	author name NOT NULL DEFAULT current_user,
	reason text NOT NULL CHECK (reason <> ''),
	created_at timestamptz NOT NULL DEFAULT now(),
	CHECK (ends_at > starts_at),
	CHECK (num_nulls(weekdays, from_time, to_time, time_zone) IN (0, 4)),
	CHECK (weekdays IS NOT NULL OR ends_at IS NOT NULL)
);
COMMENT ON TABLE drift.maintenance IS 'Times at which alerts are recorded but not told, and windows that lie at least half in such times: a range, or hours of the week.';
COMMENT ON COLUMN drift.maintenance.maintenance_id IS 'Key.';
COMMENT ON COLUMN drift.maintenance.model IS 'Model to match: name or pattern, or NULL: all.';
COMMENT ON COLUMN drift.maintenance.source IS 'Source to match: name or pattern, or NULL: all.';
COMMENT ON COLUMN drift.maintenance.starts_at IS 'Begins; hours of the week count from here on.';
COMMENT ON COLUMN drift.maintenance.ends_at IS 'Ends; NULL: hours of the week for ever.';
COMMENT ON COLUMN drift.maintenance.weekdays IS 'Days of the week on which the hours begin, 1 (Monday) to 7; NULL: the whole range.';
COMMENT ON COLUMN drift.maintenance.from_time IS 'The hours begin at this local time.';
COMMENT ON COLUMN drift.maintenance.to_time IS 'They end at this one, on the next day where it is not later.';
COMMENT ON COLUMN drift.maintenance.time_zone IS 'Zone of the hours.';
COMMENT ON COLUMN drift.maintenance.author IS 'Who planned it.';
COMMENT ON COLUMN drift.maintenance.reason IS 'Why.';
COMMENT ON COLUMN drift.maintenance.created_at IS 'When it was created.';

CREATE TABLE drift.alert_policy (
	model_id bigint,
	monitor_id bigint,
	group_by text CHECK (group_by IN ('model', 'model_family', 'source', 'column', 'monitor',
		'alert')),
	join_windows int CHECK (join_windows >= 0),
	repeat_interval interval CHECK (repeat_interval > interval '0'),
	hysteresis float8 CHECK (hysteresis >= 0 AND hysteresis < 1),
	resolve_windows int CHECK (resolve_windows >= 1),
	flap_windows int CHECK (flap_windows >= 2),
	flap_transitions int CHECK (flap_transitions >= 2),
	no_data_windows int CHECK (no_data_windows >= 1),
	give_up_windows int CHECK (give_up_windows >= 1),
	alert_no_data boolean,
	backfill_after interval CHECK (backfill_after >= interval '0'),
	escalation text,
	digest text CHECK (digest IN ('all', 'warning', 'none')),
	digest_at time,
	digest_to text,
	changed_at timestamptz NOT NULL DEFAULT now(),
	changed_by name NOT NULL DEFAULT current_user,
	CHECK (model_id IS NULL OR monitor_id IS NULL),
	UNIQUE NULLS NOT DISTINCT (model_id, monitor_id)
);
COMMENT ON TABLE drift.alert_policy IS 'How alerts behave: a row for everything, for a model or for a monitor; NULL takes the next wider row''s, at last drift.alert_defaults().';
COMMENT ON COLUMN drift.alert_policy.model_id IS 'The model, or NULL.';
COMMENT ON COLUMN drift.alert_policy.monitor_id IS 'The monitor, or NULL; both NULL: everything.';
COMMENT ON COLUMN drift.alert_policy.group_by IS 'Alerts that share this are one incident: model, model_family (all versions of a name), source, column (of a model), monitor, or alert (each its own).';
COMMENT ON COLUMN drift.alert_policy.join_windows IS 'An alert joins an open incident if it fired at most so many windows after (or before) its first.';
COMMENT ON COLUMN drift.alert_policy.repeat_interval IS 'Tell an incident again after this time unless it is acknowledged.';
COMMENT ON COLUMN drift.alert_policy.hysteresis IS 'A window counts as clear only if it is inside the warn limit by this share of the distance between the limits.';
COMMENT ON COLUMN drift.alert_policy.resolve_windows IS 'So many clear windows in a row resolve; NULL: the monitor''s alert_k.';
COMMENT ON COLUMN drift.alert_policy.flap_windows IS 'Flapping: within so many windows ...';
COMMENT ON COLUMN drift.alert_policy.flap_transitions IS '... it fired and resolved so many times, counted together.';
COMMENT ON COLUMN drift.alert_policy.no_data_windows IS 'After so many windows that could not be evaluated a firing alert is no_data.';
COMMENT ON COLUMN drift.alert_policy.give_up_windows IS 'After so many it is resolved.';
COMMENT ON COLUMN drift.alert_policy.alert_no_data IS 'Also open an alert where a series that was evaluated before cannot be any more.';
COMMENT ON COLUMN drift.alert_policy.backfill_after IS 'Alerts about windows that ended longer ago, beyond lateness, are not told.';
COMMENT ON COLUMN drift.alert_policy.escalation IS 'The escalation policy, see drift.escalation.';
COMMENT ON COLUMN drift.alert_policy.digest IS 'Which alerts of monitors of tier digest wait for the digest: all, warning (critical ones page), or none.';
COMMENT ON COLUMN drift.alert_policy.digest_at IS 'Time of the day, local to the source, from which the digest of the day is sent; of a model''s monitors the first decides.';
COMMENT ON COLUMN drift.alert_policy.digest_to IS 'The policy of drift.escalation whose level 0 receives digests; where it has none, the owner, in the outbox.';
COMMENT ON COLUMN drift.alert_policy.changed_at IS 'When it was set.';
COMMENT ON COLUMN drift.alert_policy.changed_by IS 'By whom.';

CREATE TABLE drift.escalation (
	policy text NOT NULL CHECK (policy <> ''),
	level int NOT NULL CHECK (level >= 0),
	after interval NOT NULL CHECK (after >= interval '0'),
	channel text NOT NULL DEFAULT 'outbox' CHECK (channel <> ''),
	recipient text NOT NULL CHECK (recipient <> ''),
	min_severity text NOT NULL DEFAULT 'warning' CHECK (min_severity IN ('warning', 'critical')),
	PRIMARY KEY (policy, level, channel, recipient)
);
COMMENT ON TABLE drift.escalation IS 'Who is told of an incident: level 0 at once, the others when nobody has acknowledged it after a time.';
COMMENT ON COLUMN drift.escalation.policy IS 'Name of the policy; default: for alerts whose drift.alert_policy names none.';
COMMENT ON COLUMN drift.escalation.level IS '0, 1, 2, ...';
COMMENT ON COLUMN drift.escalation.after IS 'Time without acknowledgement, from the first message.';
COMMENT ON COLUMN drift.escalation.channel IS 'How it is delivered; outbox: it stays in drift.notification until somebody reads it.';
COMMENT ON COLUMN drift.escalation.recipient IS 'Who is told: a role, team, address or key, in the words of the channel.';
COMMENT ON COLUMN drift.escalation.min_severity IS 'Only incidents at least so severe.';

CREATE TABLE drift.inhibition (
	name text PRIMARY KEY CHECK (name <> ''),
	cause text[] NOT NULL DEFAULT '{}',
	cause_severity text NOT NULL DEFAULT 'warning'
		CHECK (cause_severity IN ('warning', 'critical')),
	effect text[] NOT NULL DEFAULT '{}',
	same text NOT NULL DEFAULT 'model' CHECK (same IN ('source', 'model', 'column')),
	enabled boolean NOT NULL DEFAULT true,
	reason text
);
COMMENT ON TABLE drift.inhibition IS 'Rules: while an alert of a cause is open, alerts of its effects are suppressed. A row named like one of drift.default_inhibitions() takes its place.';
COMMENT ON COLUMN drift.inhibition.name IS 'Key.';
COMMENT ON COLUMN drift.inhibition.cause IS 'Metrics or families of metrics (drift.metric_catalog) that explain others; patterns with % allowed.';
COMMENT ON COLUMN drift.inhibition.cause_severity IS 'Only alerts at least so severe explain others.';
COMMENT ON COLUMN drift.inhibition.effect IS 'Metrics or families that are suppressed; patterns with % allowed.';
COMMENT ON COLUMN drift.inhibition.same IS 'What cause and effect must share: source, model (of the same source) or column (of the same model). A cause in a segment explains that segment only.';
COMMENT ON COLUMN drift.inhibition.enabled IS 'false: the rule does nothing.';
COMMENT ON COLUMN drift.inhibition.reason IS 'Why.';

CREATE TABLE drift.notification (
	notification_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	incident_id bigint NOT NULL,
	alert_id bigint NOT NULL,
	event_id bigint NOT NULL,
	channel text NOT NULL DEFAULT 'outbox',
	recipient text NOT NULL,
	level int NOT NULL DEFAULT 0,
	dedup_key text NOT NULL,
	event text NOT NULL CHECK (event IN ('firing', 'worsened', 'repeated', 'escalated',
		'resolved', 'digest')),
	severity text NOT NULL,
	summary text NOT NULL,
	payload jsonb NOT NULL,
	status text NOT NULL DEFAULT 'queued'
		CHECK (status IN ('queued', 'sending', 'delivered', 'failed')),
	attempts int NOT NULL DEFAULT 0,
	next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	last_error text,
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	delivered_at timestamptz,
	UNIQUE (event_id, channel, recipient)
);
CREATE INDEX notification_queued ON drift.notification (notification_id) WHERE status = 'queued';
CREATE INDEX notification_incident ON drift.notification (incident_id);
COMMENT ON TABLE drift.notification IS 'Step notify: the outbox, one row a message and recipient.';
COMMENT ON COLUMN drift.notification.notification_id IS 'Key.';
COMMENT ON COLUMN drift.notification.incident_id IS 'The incident; of a digest that of its first alert.';
COMMENT ON COLUMN drift.notification.alert_id IS 'Its first alert: the most severe and important one.';
COMMENT ON COLUMN drift.notification.event_id IS 'The event of the incident that it tells.';
COMMENT ON COLUMN drift.notification.channel IS 'Where it goes; outbox: it stays here until somebody reads it.';
COMMENT ON COLUMN drift.notification.recipient IS 'Who is told: of drift.escalation, else the owner of the first alert''s monitor.';
COMMENT ON COLUMN drift.notification.level IS 'Level of escalation.';
COMMENT ON COLUMN drift.notification.dedup_key IS 'The incident''s: receivers join its messages by it.';
COMMENT ON COLUMN drift.notification.event IS 'firing, worsened (warning became critical), repeated, escalated (not acknowledged in time), resolved, or digest (of a model and day).';
COMMENT ON COLUMN drift.notification.severity IS 'warning or critical.';
COMMENT ON COLUMN drift.notification.summary IS 'One line for a person.';
COMMENT ON COLUMN drift.notification.payload IS 'Everything a receiver may need: the incident, its first alert, and all of its alerts in order of severity and importance.';
COMMENT ON COLUMN drift.notification.status IS 'queued, sending, delivered or failed.';
COMMENT ON COLUMN drift.notification.attempts IS 'Attempts to deliver.';
COMMENT ON COLUMN drift.notification.next_attempt_at IS 'Not before this time.';
COMMENT ON COLUMN drift.notification.last_error IS 'Error of the last attempt.';
COMMENT ON COLUMN drift.notification.created_at IS 'When it was queued.';
COMMENT ON COLUMN drift.notification.delivered_at IS 'When it was delivered.';

CREATE TABLE drift.digest (
	model_id bigint PRIMARY KEY,
	slot timestamptz NOT NULL,
	sent_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE drift.digest IS 'Models with monitors of tier digest: up to when digests were sent. The row is the lock: of two sessions one sends.';
COMMENT ON COLUMN drift.digest.model_id IS 'The model.';
COMMENT ON COLUMN drift.digest.slot IS 'When the last digest was due.';
COMMENT ON COLUMN drift.digest.sent_at IS 'When it was looked after, by the clock; without news nothing is sent.';

-- What somebody chose and what happened is the user's data: pg_dump must carry it.
DO $$
DECLARE
	relation record;
BEGIN
	FOR relation IN
		SELECT c.oid::pg_catalog.regclass AS name
		FROM pg_catalog.pg_class c
		WHERE c.relnamespace = 'drift'::pg_catalog.regnamespace AND c.relkind IN ('r', 'S')
			AND c.relname ~ '^(alert|incident|silence|maintenance|escalation|inhibition|notification|digest)'
		ORDER BY c.oid
	LOOP
		PERFORM pg_catalog.pg_extension_config_dump(relation.name, '');
	END LOOP;
END
$$;

-- The journal is read by time, of everybody or of one actor.
CREATE INDEX event_by_time ON event (at, seq);
CREATE INDEX event_by_actor ON event (actor, at, seq);

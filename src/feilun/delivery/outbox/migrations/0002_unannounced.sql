-- Sent, and not yet told to the log: writing down that a message is out must not wait for those who write the log.
create index outbox_unannounced on outbox (lease_until)
  where lease_until is not null and state in ('sent', 'delivered', 'opened', 'clicked', 'bounced');

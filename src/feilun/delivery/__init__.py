"""Messages in and out: contract, gateway, outbox, live connection, consent."""

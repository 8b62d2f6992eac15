"""The rim towards storage: one folder per engine, each behind a port of `store`."""

"""The rim towards the world: one folder per channel. Nobody imports a particular one."""

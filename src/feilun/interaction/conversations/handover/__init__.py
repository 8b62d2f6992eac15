"""Who speaks in a conversation, bot or person, and every change of it. The door is that of `conversations`."""

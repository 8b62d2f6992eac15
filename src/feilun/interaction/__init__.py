"""TALK: conversations and the people who answer them."""

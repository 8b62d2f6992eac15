"""Words every folder may use: errors, ids, clock, money, phone, SQL files and HTTP parts. No business here."""

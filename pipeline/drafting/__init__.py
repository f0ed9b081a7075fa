"""From an article to proposed rows: what the command `draft` reads, proposes and writes; nothing here decides for a person."""

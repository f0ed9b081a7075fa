"""What makes a version: its bundle, what changed since the last one, the folder that any web host serves. May import stages and below."""

"""The command line: one module per command, in a folder for the people who use it. May import every other room."""

"""What `python -m pipeline COMMAND` can do: a module for each command, in a folder for those who use it."""

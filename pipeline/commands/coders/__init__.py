"""Commands for those who code figures."""

"""Commands for those who use the figures."""

"""Commands for those who review, prove and document."""

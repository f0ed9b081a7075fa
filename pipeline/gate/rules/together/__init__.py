"""Rules about several rows together: of one source, and of all."""

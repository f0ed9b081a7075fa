"""The explorer: a static site in English and Vietnamese, made from the published tables alone."""

"""What the stage publish writes beside the tables: codebook, coverage, the funnel to the panel, CSV and Stata."""

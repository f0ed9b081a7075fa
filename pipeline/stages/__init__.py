"""What `dvc repro` runs: one module per stage of dvc.yaml, and what only stages need. May import gate and all below it."""

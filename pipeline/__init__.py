"""The pipeline of the Vietnam Social Policy Credit Dataset: one module per stage, named as its stage."""

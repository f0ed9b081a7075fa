"""The pipeline of the Vietnam Social Policy Credit Dataset: rooms that import each other in one direction (docs/architecture.md)."""

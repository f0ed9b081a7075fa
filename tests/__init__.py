"""Tests: each says which promise it holds."""

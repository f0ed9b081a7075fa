"""Measurements, as ratios against something run side by side on the same machine."""

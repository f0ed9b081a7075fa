"""The rules about hand-coded tables; README.md lists which rule is where."""
